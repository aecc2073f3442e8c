#!/bin/sh
# receive.sh postfix|exim4 Preferred|Required LINE...
#
# What an MTA that listens, in a network of its own, answers to the lines. The line TLS begins TLS, after a
# STARTTLS; TLSv1, TLSv1_1 or TLSv1_3 begins it in that version alone. The line behind a DATA that is
# accepted is the message. At the end comes the Received header of what Exim accepted. Run it as root; mtalab
# is needed only to have unpacked the MTA (mtalab install postfix exim4). Nothing is changed outside.
if [ -z "$INSIDE" ]; then
    INSIDE=1 exec unshare --net --mount --uts --pid --fork --mount-proc "$0" "$@"
fi
mta=$1 policy=$2
shift 2
. "$(dirname "$0")/world.sh"
openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=receiver.test -keyout key.pem -out cert.pem 2>/dev/null
chmod 644 key.pem
$python dns.py zone > /dev/null &
soon grep -q ":0035 " /proc/net/udp

case $mta in
postfix)
    level=may
    [ "$policy" = Required ] && level=encrypt
    cat > /etc/postfix/main.cf <<MAIN
compatibility_level = 3.6
queue_directory = /var/spool/postfix
data_directory = /var/lib/postfix
myhostname = receiver.test
mydestination =
relay_domains = receiver.test
inet_protocols = ipv4
alias_maps =
local_recipient_maps =
smtpd_tls_security_level = $level
smtpd_tls_cert_file = /mnt/work/cert.pem
smtpd_tls_key_file = /mnt/work/key.pem
MAIN
    start_postfix
    ;;
exim4)
    demand=
    [ "$policy" = Required ] && demand='require message = 530 5.7.0 Must issue a STARTTLS command first\n  encrypted = *'
    sed "s|DEMAND|$demand|" receiver.conf > /etc/exim.conf
    setpriv --reuid 100 --regid 100 --clear-groups exim4 -C /etc/exim.conf -bdf 2>/dev/null &
    ;;
esac
soon listening 0019 1
$python - "$@" <<'PY'
import socket, ssl, sys, warnings
warnings.simplefilter('ignore')
conn = socket.create_connection(('127.0.0.1', 25))
replies, inside, data = conn.makefile('rb'), False, False
def said():
    while line := replies.readline():
        print('S|' if inside else 'S ', line.decode().rstrip())
        if line[3:4] != b'-':
            return line
said()
for line in sys.argv[1:]:
    if line.startswith('TLS'):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        if line != 'TLS':
            context.set_ciphers('ALL:@SECLEVEL=0')
            context.minimum_version = context.maximum_version = ssl.TLSVersion[line]
        conn = context.wrap_socket(conn)
        print('  ', conn.version(), conn.cipher()[0])
        replies, inside = conn.makefile('rb'), True
        continue
    print('C|' if inside else 'C ', line)
    conn.sendall(line.encode() + (b'\r\n.\r\n' if data else b'\r\n'))
    data = (said() or b'').startswith(b'354')
PY
sed -n '/Received:/,/;/p' /var/spool/exim4/input/*-H 2>/dev/null || true
