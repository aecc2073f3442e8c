#!/bin/sh
# many.sh postfix|sendmail
#
# One message to each domain of many.zone from an MTA in a network of its own, with dns.py as its name
# server and many.py at its hosts. It prints the MTA's log, and then what was said to the hosts. Run it
# as root; mtalab is needed only to have unpacked the MTA (mtalab install postfix sendmail). Nothing is
# changed outside.
if [ -z "$INSIDE" ]; then
    INSIDE=1 exec unshare --net --mount --pid --fork --mount-proc "$0" "$@"
fi
mta=$1
here=$(cd "$(dirname "$0")" && pwd) python=$(python3 -c 'import sys; print(sys.executable)')
packages=$HOME/.cache/mtalab/$mta

ip link set lo up
ip route add local 192.0.2.0/24 dev lo
mount -t tmpfs tmpfs /mnt
mkdir -p /mnt/work /mnt/etc/ssl/certs /mnt/etc/postfix /mnt/etc/mail /mnt/var/log /mnt/var/run /mnt/var/spool/postfix /mnt/var/spool/mqueue /mnt/var/lib/postfix /mnt/var/lib/sendmail/host_status /mnt/dev
mount -t overlay overlay -o lowerdir="$packages/usr:/usr" /usr
cp -r /etc/ld.so* /etc/alternatives /etc/ssl/openssl.cnf /mnt/etc/ 2>/dev/null
printf 'nameserver 192.0.2.53\n' > /mnt/etc/resolv.conf
printf 'hosts: files dns\n' > /mnt/etc/nsswitch.conf
printf 'root:x:0:0::/root:/bin/sh\nnobody:x:65534:65534::/:/bin/false\npostfix:x:101:101::/:/bin/false\nsmmta:x:105:105::/:/bin/false\nsmmsp:x:106:106::/:/bin/false\nmail:x:8:8::/:/bin/false\n' > /mnt/etc/passwd
printf 'root:x:0:\nnogroup:x:65534:\npostfix:x:101:\npostdrop:x:102:\nsmmta:x:105:\nsmmsp:x:106:\nmail:x:8:\n' > /mnt/etc/group
printf '127.0.0.1 localhost\n' > /mnt/etc/hosts
printf 'domain 53/udp\nsmtp 25/tcp\n' > /mnt/etc/services
chown 101:101 /mnt/var/lib/postfix && chmod 700 /mnt/var/spool/mqueue
cd /mnt/work && cp "$here"/many.* "$here"/dns.py . && . "$here"/many.certificates
cp root.pem /mnt/etc/ssl/certs/ca-certificates.crt
for device in null zero urandom random; do touch /mnt/dev/$device; mount --bind /dev/$device /mnt/dev/$device; done
for folder in etc var dev; do mount --rbind /mnt/$folder /$folder; done
mount -t tmpfs tmpfs /run
hostname sender.test

$python dns.py many.zone > /var/log/dns &
$python many.py > /var/log/hosts 2>&1 &
$python -c "
import socket
heard = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); heard.bind('/dev/log')
while True: print(heard.recv(9000).decode(errors='replace').rstrip('\n\0'), flush=True)" > /var/log/mail &
until grep -q ':0035 ' /proc/net/udp && [ "$(grep -c ':0019 ' /proc/net/tcp)" = 21 ] && [ -S /dev/log ]; do sleep 0.1; done

recipients="$(cut -d' ' -f1 many.zone | grep '\.test$\|suffix.com' | grep -v '^sender' | uniq | sed 's/^/u@/') u@[192.0.2.1] u@[192.0.2.12] u@nowhere.test"
case $mta in
postfix)
    cat > /etc/postfix/main.cf <<'MAIN'
compatibility_level = 3.6
queue_directory = /var/spool/postfix
data_directory = /var/lib/postfix
myhostname = sender.test
mydestination =
inet_interfaces = 127.0.0.1
alias_maps =
smtp_tls_CAfile = /etc/ssl/certs/ca-certificates.crt
smtp_tls_loglevel = 1
smtp_tls_security_level = may
smtp_tls_policy_maps = inline:{ { s501.test = encrypt } { s354.test = encrypt } { tls10.test = encrypt }
    { twonames.test = secure match=nexthop:hostname } { suffix.com = secure match=nexthop:hostname }
    { onelabel.test = secure match=nexthop:hostname } { both.test = secure match=nexthop:hostname } { revoked.test = verify }
    { [192.0.2.1] = secure match=nexthop:hostname } { [192.0.2.12] = secure match=nexthop:hostname } { wildcard.test = verify } }
MAIN
    sed 's/^\([a-z]\+ *unix *[-n] *[-y]* *\)y/\1n/; /^smtp *inet/d' "$packages"/usr/share/postfix/master.cf.dist > /etc/postfix/master.cf
    touch -d '1 hour ago' /etc/postfix/main.cf
    for folder in pid maildrop public active bounce corrupt defer deferred flush hold incoming private saved trace; do
        mkdir -p /var/spool/postfix/$folder && chown 101:102 /var/spool/postfix/$folder
    done
    chown 0:0 /var/spool/postfix/pid && chmod 1730 /var/spool/postfix/maildrop && chmod 2710 /var/spool/postfix/public
    /usr/lib/postfix/sbin/master -w
    for recipient in $recipients; do
        echo hello | sendmail -i -f alice@sender.test "$recipient"
    done
    until [ "$(grep -c 'to=<u@.*status=' /var/log/mail)" -ge "$(echo "$recipients" | wc -w)" ] || [ $((waited += 1)) = 100 ]; do sleep 0.2; done
    ;;
sendmail)
    cat > /etc/mail/sendmail.mc <<'M4'
include(`/usr/share/sendmail/cf/m4/cf.m4')dnl
OSTYPE(`debian')dnl
define(`confDOMAIN_NAME', `sender.test')dnl
define(`confCACERT_PATH', `/etc/ssl/certs')dnl
define(`confCACERT', `/etc/ssl/certs/ca-certificates.crt')dnl
FEATURE(`accept_unresolvable_domains')dnl
MAILER(`local')dnl
MAILER(`smtp')dnl
M4
    m4 /etc/mail/sendmail.mc > /etc/mail/sendmail.cf
    touch /etc/mail/local-host-names /etc/mail/aliases
    for recipient in $recipients; do
        echo hello | /usr/libexec/sendmail/sendmail -Am -C /etc/mail/sendmail.cf -odi -oem -i -f alice@sender.test "$recipient"
    done
    ;;
esac
grep 'status=\|stat=\|TLS connection\|STARTTLS=\|reject=\|warning\|SYSERR' /var/log/mail | grep -v 'to=MAILER\|to=postmaster\|to=alice' | sed 's/^<[0-9]*>[A-Z][a-z]* *[0-9]* [0-9:]* //'
echo && echo "questions for crl.not: $(grep -c crl.not /var/log/dns)" && cat /var/log/hosts
