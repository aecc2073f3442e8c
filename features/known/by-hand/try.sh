#!/bin/sh
# try.sh exim4|opensmtpd FAULT DOMAIN [OPTION]
#
# One message to u@DOMAIN (see zone; $LOCAL in place of u), or $MESSAGES of them, from an MTA in a network of its own, with
# dns.py as its name server and smtp.py at 192.0.2.1, which has the FAULT (smtp.py lists them) or any
# other word for none, and at 192.0.2.2, which has none. OPTION is a line of Exim's smtp transport, or
# OpenSMTPD's relay action. Run it as root; mtalab is needed only to have unpacked the MTA (mtalab
# install exim4 opensmtpd). Nothing is changed outside.
if [ -z "$INSIDE" ]; then
    INSIDE=1 exec unshare --net --mount --uts --pid --fork --mount-proc "$0" "$@"
fi
mta=$1 fault=$2 domain=$3 option=$4
echo "== $mta, server: $fault, to u@$domain, $option"
. "$(dirname "$0")/world.sh"

names=DNS:mx1.example.com
[ "$fault" = unicode-certificate ] && names=$names,DNS:bücher.example
printf '[req]\ndistinguished_name=n\nx509_extensions=x\n[n]\n[x]\nbasicConstraints=CA:TRUE\nsubjectAltName=%s\n' $names > request
if [ "$fault" = large-certificate ]; then # 64 KiB of zeros in an extension
    { printf '1.2.3.4=DER:04:83:01:00:00'; head -c 65536 /dev/zero | od -An -v -tx1 | tr -d '\n' | sed 's/ /:/g'; echo; } >> request
fi
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN=mx1.example.com -config request -keyout key.pem -out cert.pem 2>/dev/null
cp cert.pem /etc/ssl/certs/ca-certificates.crt
if [ "$fault" = chain-1000 ]; then
    cp cert.pem last.pem
    for n in $(seq 999); do cat last.pem; done >> cert.pem
fi
if [ "$fault" = wrong-key ]; then # the key is another one, but says that it belongs to the certificate
    openssl ec -in key.pem -outform DER 2>/dev/null | $python -c 'import sys; key = sys.stdin.buffer.read(); sys.stdout.buffer.write(key[:7] + bytes(31) + b"\1" + key[39:])' > key.der
    { echo '-----BEGIN EC PRIVATE KEY-----'; openssl base64 -in key.der; echo '-----END EC PRIVATE KEY-----'; } > key.pem
fi
if [ "$fault" = issued ]; then # by an authority that nobody has but the zone, for a recipient domain
    mv cert.pem authority.pem && mv key.pem authority.key
    printf 'subjectAltName=DNS:nexthop.test\n' > extensions
    openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj / -keyout key.pem -out leaf.request 2>/dev/null
    openssl x509 -req -in leaf.request -CA authority.pem -CAkey authority.key -CAcreateserial -days 30 -extfile extensions -out cert.pem 2>/dev/null
    cat authority.pem >> cert.pem
    : > /etc/ssl/certs/ca-certificates.crt
    echo "_25._tcp.mx3.example.com TLSA 2 0 1 $(openssl x509 -in authority.pem -outform DER | sha256sum | cut -d' ' -f1)" >> zone
fi
chmod 600 key.pem

$python dns.py zone &
$python smtp.py 192.0.2.1 "$fault" &
$python smtp.py 192.0.2.2 none &
soon listening 0019 2
soon grep -q ':0035 ' /proc/net/udp
if [ "$mta" = exim4 ]; then
    sed "s|OPTION|$option|" exim.conf > /etc/exim.conf
    for n in $(seq "${MESSAGES:-1}"); do
        echo hello | timeout 20 setpriv --reuid 100 --regid 100 --clear-groups exim4 -C /etc/exim.conf -odf -i -f alice@sender.test "${LOCAL:-u}@$domain" 2>/dev/null
        echo "exim4 ended with $? (124: it had to be)"
    done
    cut -d' ' -f3- /var/log/exim4/mainlog | grep -v 'lost privilege'
else
    pki=
    case $option in *"pki me"*) pki='pki me cert "/mnt/work/cert.pem"\npki me key "/mnt/work/key.pem"' ;; esac
    sed "s|PKI|$pki|; s|OPTION|${option:-relay}|" smtpd.conf > /etc/smtpd.conf
    chmod 600 /etc/smtpd.conf
    smtpd -d -v -f /etc/smtpd.conf > log 2>&1 &
    daemon=$!
    soon listening 09DD 1
    $python - "$domain" <<'PY'
import smtplib, sys
with smtplib.SMTP('127.0.0.1', 2525) as mta:
    mta.sendmail('alice@sender.test', ['u@' + sys.argv[1]], 'Subject: x\r\n\r\nhello\r\n')
PY
    over() { grep -q 'result=.*stat=' log || ! kill -0 $daemon 2>/dev/null; }
    soon over
    grep -v '^debug:\|^setup_\|^smtp: 0x\|^info:\|hangon\|hanging' log
    kill -0 $daemon 2>/dev/null || echo 'smtpd has died'
fi
