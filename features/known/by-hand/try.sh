#!/bin/sh
# try.sh exim4|opensmtpd FAULT DOMAIN [OPTION]
#
# One message to u@DOMAIN (see zone) from an MTA in a network of its own, with dns.py as its name server
# and smtp.py at 192.0.2.1, which has the FAULT or any other word for none. OPTION is a line of Exim's
# smtp transport, or OpenSMTPD's relay action. Run it as root; mtalab is needed only to have unpacked
# the MTA (mtalab install exim4 opensmtpd). Nothing is changed outside.
if [ -z "$INSIDE" ]; then
    INSIDE=1 exec unshare --net --mount --pid --fork --mount-proc "$0" "$@"
fi
mta=$1 fault=$2 domain=$3 option=$4
here=$(cd "$(dirname "$0")" && pwd) python=$(python3 -c 'import sys; print(sys.executable)')
echo "== $mta, server: $fault, to u@$domain, $option"

ip link set lo up
ip address add 192.0.2.10/32 dev lo
ip route add local 192.0.2.0/24 dev lo table local
mount -t tmpfs tmpfs /mnt
mkdir -p /mnt/work /mnt/etc/ssl/certs /mnt/var/run /mnt/var/empty /mnt/var/spool/smtpd /mnt/var/lib/opensmtpd/empty /mnt/var/spool/exim4 /mnt/var/log/exim4
chmod 711 /mnt/var/spool/smtpd
chown -R 100:100 /mnt/var/spool/exim4 /mnt/var/log/exim4
mount -t overlay overlay -o lowerdir="$HOME/.cache/mtalab/$mta/usr:/usr" /usr
cp -r /etc/ld.so* /etc/alternatives /etc/ssl/openssl.cnf /etc/localtime /mnt/etc/ 2>/dev/null
cd /mnt/work && cp "$here"/* .
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN=mx1.example.com -addext subjectAltName=DNS:mx1.example.com -keyout key.pem -out cert.pem 2>/dev/null
cp cert.pem /mnt/etc/ssl/certs/ca-certificates.crt
printf 'nameserver 192.0.2.53\n' > /mnt/etc/resolv.conf
printf 'hosts: files dns\n' > /mnt/etc/nsswitch.conf
printf 'root:x:0:0::/root:/bin/sh\nDebian-exim:x:100:100::/:/bin/false\nopensmtpd:x:103:103::/var/lib/opensmtpd/empty:/bin/false\nopensmtpq:x:104:104::/var/lib/opensmtpd/empty:/bin/false\nnobody:x:65534:65534::/:/bin/false\n' > /mnt/etc/passwd
printf 'root:x:0:\nDebian-exim:x:100:\nopensmtpd:x:103:\nopensmtpq:x:104:\nnogroup:x:65534:\n' > /mnt/etc/group
printf '127.0.0.1 localhost\n' > /mnt/etc/hosts
printf 'domain 53/udp\nsmtp 25/tcp\n' > /mnt/etc/services
: > /mnt/etc/aliases
sed "s|OPTION|$option|" exim.conf > /mnt/etc/exim.conf
pki=
case $option in *"pki me"*) pki='pki me cert "/mnt/work/cert.pem"\npki me key "/mnt/work/key.pem"' ;; esac
sed "s|PKI|$pki|; s|OPTION|${option:-relay}|" smtpd.conf > /mnt/etc/smtpd.conf
chmod 600 key.pem /mnt/etc/smtpd.conf
mount --bind /mnt/etc /etc
mount --bind /mnt/var /var
mount -t tmpfs tmpfs /run

$python dns.py zone &
$python smtp.py 192.0.2.1 "$fault" &
until grep -q ':0035 ' /proc/net/udp && grep -q ':0019 ' /proc/net/tcp; do sleep 0.1; done
if [ "$mta" = exim4 ]; then
    echo hello | timeout 20 setpriv --reuid 100 --regid 100 --clear-groups exim4 -C /etc/exim.conf -odf -i -f alice@sender.test "u@$domain" 2>/dev/null
    echo "exim4 ended with $? (124: it had to be)"
    cut -d' ' -f3- /var/log/exim4/mainlog | grep -v 'lost privilege'
else
    (timeout 6 smtpd -d -v -f /etc/smtpd.conf 2>&1; echo "smtpd ended with $? (124: it had to be)") | grep -v '^debug:\|^setup_\|^smtp: 0x\|^info:\|hangon\|hanging' &
    until grep -q ':09DD ' /proc/net/tcp; do sleep 0.1; done
    $python - "$domain" <<'PY'
import smtplib, sys
with smtplib.SMTP('127.0.0.1', 2525) as mta:
    mta.sendmail('alice@sender.test', ['u@' + sys.argv[1]], 'Subject: x\r\n\r\nhello\r\n')
PY
    sleep 5
fi
