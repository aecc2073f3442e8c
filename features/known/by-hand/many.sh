#!/bin/sh
# many.sh postfix|sendmail [DOMAIN...]
#
# One message to u (or $LOCAL), or $MESSAGES of them, at each domain (see many.zone; without any: to all of them) from an MTA
# in a network of its own, with dns.py as its name server and many.py at the hosts. It prints the MTA's log,
# and then what was said to the hosts. $OPTION is more for Postfix's main.cf, or Sendmail's sendmail.mc. Run it
# as root; mtalab is needed only to have unpacked the MTA (mtalab install postfix sendmail). Nothing is changed
# outside.
if [ -z "$INSIDE" ]; then
    INSIDE=1 exec unshare --net --mount --uts --pid --fork --mount-proc "$0" "$@"
fi
mta=$1
shift
. "$(dirname "$0")/world.sh"
. ./many.certificates
cp root.pem /etc/ssl/certs/ca-certificates.crt

$python dns.py many.zone > /var/log/dns &
$python many.py > /var/log/hosts 2>&1 &
$python -c "
import socket
heard = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); heard.bind('/dev/log')
while True: print(heard.recv(9000).decode(errors='replace').rstrip('\n\0'), flush=True)" > /var/log/mail &
soon listening 0019 "$(grep -o "'[0-9.]*': {" many.py | wc -l)"
soon grep -q ':0035 ' /proc/net/udp
soon test -S /dev/log

all="$(cut -d' ' -f1 many.zone | grep '\.test$\|suffix.com' | grep -v '^sender' | uniq) [192.0.2.1] [192.0.2.12] nowhere.test"
recipients=$(for domain in ${*:-$all}; do for n in $(seq "${MESSAGES:-1}"); do echo "${LOCAL:-u}@$domain"; done; done)
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
smtp_tls_policy_maps = inline:{ { s501.test = encrypt } { s354.test = encrypt } { tls10.test = encrypt } { tls11.test = encrypt }
    { twonames.test = secure match=nexthop:hostname } { suffix.com = secure match=nexthop:hostname }
    { onelabel.test = secure match=nexthop:hostname } { both.test = secure match=nexthop:hostname } { revoked.test = verify }
    { [192.0.2.1] = secure match=nexthop } { [192.0.2.12] = secure match=nexthop } { wildcard.test = verify }
    { stapled.test = verify } { star.test = verify } }
MAIN
    echo "$OPTION" >> /etc/postfix/main.cf
    start_postfix '/^smtp *inet/d'
    for recipient in $recipients; do
        echo hello | sendmail -i -f alice@sender.test "$recipient"
    done
    over() { [ "$(grep -c "to=<${LOCAL:-u}@.*status=" /var/log/mail)" -ge "$(echo "$recipients" | wc -l)" ]; }
    soon over
    ;;
sendmail)
    { cat; printf '%s\nMAILER(`local'"'"')dnl\nMAILER(`smtp'"'"')dnl\n' "$OPTION"; } > /etc/mail/sendmail.mc <<'M4'
include(`/usr/share/sendmail/cf/m4/cf.m4')dnl
OSTYPE(`debian')dnl
define(`confDOMAIN_NAME', `sender.test')dnl
define(`confDELAY_LA', `0')dnl
define(`confQUEUE_LA', `100000')dnl
define(`confCACERT_PATH', `/etc/ssl/certs')dnl
define(`confCACERT', `/etc/ssl/certs/ca-certificates.crt')dnl
FEATURE(`accept_unresolvable_domains')dnl
M4
    m4 /etc/mail/sendmail.mc > /etc/mail/sendmail.cf
    touch /etc/mail/local-host-names /etc/mail/aliases
    for recipient in $recipients; do
        echo hello | /usr/libexec/sendmail/sendmail -Am -C /etc/mail/sendmail.cf -odi -oem -i -f alice@sender.test "$recipient"
    done
    ;;
esac
grep 'status=\|stat=\|TLS connection\|STARTTLS=\|reject=\|warning\|SYSERR' /var/log/mail | grep -v 'to=MAILER\|to=postmaster\|to=alice' | sed 's/^<[0-9]*>[A-Z][a-z]* *[0-9]* [0-9:]* //'
echo && echo "questions for crl.not: $(grep -c crl.not /var/log/dns)" && sort -s -V -k1,1 /var/log/hosts
echo && echo "to openssl mx21.example.com staples this: $(echo QUIT | openssl s_client -starttls smtp -status -connect 192.0.2.21:25 2>/dev/null | grep 'Cert Status')"
