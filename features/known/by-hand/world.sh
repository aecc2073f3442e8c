# Sourced by the scripts, inside namespaces of their own: a network in which 192.0.2.0/24 is this machine, and an
# /etc, /var, /dev and /run in which $mta, as mtalab has unpacked it, finds what it wants, and a name server to ask.
here=$(cd "$(dirname "$0")" && pwd) python=$(python3 -c 'import sys; print(sys.executable)')
packages=$HOME/.cache/mtalab/$mta

ip link set lo up
ip address add 192.0.2.10/32 dev lo
ip route add local 192.0.2.0/24 dev lo
echo 0 > /proc/sys/net/ipv4/ip_unprivileged_port_start
mount -t tmpfs tmpfs /mnt
mkdir -p /mnt/work /mnt/etc/ssl/certs /mnt/etc/postfix /mnt/etc/mail /mnt/var/log/exim4 /mnt/var/run /mnt/var/empty /mnt/dev /mnt/var/spool/postfix \
    /mnt/var/spool/mqueue /mnt/var/spool/exim4 /mnt/var/spool/smtpd /mnt/var/lib/postfix /mnt/var/lib/sendmail/host_status /mnt/var/lib/opensmtpd/empty
mount -t overlay overlay -o lowerdir="$packages/usr:/usr" /usr
cp -r /etc/ld.so* /etc/alternatives /etc/localtime /mnt/etc/ 2>/dev/null
cp /etc/ssl/openssl.cnf /mnt/etc/ssl/
printf 'nameserver 192.0.2.53\noptions timeout:2 trust-ad\n' > /mnt/etc/resolv.conf
printf 'hosts: files dns\n' > /mnt/etc/nsswitch.conf
printf '127.0.0.1 localhost\n' > /mnt/etc/hosts
printf 'domain 53/udp\nsmtp 25/tcp\n' > /mnt/etc/services
while read -r user number home; do
    echo "$user:x:$number:$number::$home:/bin/sh" >> /mnt/etc/passwd
    echo "$user:x:$number:" >> /mnt/etc/group
done <<'USERS'
root 0 /root
mail 8 /
Debian-exim 100 /
postfix 101 /
postdrop 102 /
opensmtpd 103 /var/lib/opensmtpd/empty
opensmtpq 104 /var/lib/opensmtpd/empty
smmta 105 /
smmsp 106 /
nobody 65534 /
nogroup 65534 /
USERS
: > /mnt/etc/aliases
chown 100:100 /mnt/var/spool/exim4 /mnt/var/log/exim4
chown 101:101 /mnt/var/lib/postfix
chmod 700 /mnt/var/spool/mqueue
chmod 711 /mnt/var/spool/smtpd
for device in null zero urandom random; do touch /mnt/dev/$device; mount --bind /dev/$device /mnt/dev/$device; done
for folder in etc var dev; do mount --rbind /mnt/$folder /$folder; done
mount -t tmpfs tmpfs /run
hostname sender.test
cd /mnt/work && cp "$here"/* .

# soon waits until a command succeeds, 20 seconds at most.
soon() {
    tries=0
    until "$@" || [ $((tries += 1)) -gt 200 ]; do sleep 0.1; done
}
# listening says whether so many addresses listen at the port, which is given in four hexadecimal digits.
listening() { [ "$(grep -c " [0-9A-F]*:$1 00000000:0000 0A" /proc/net/tcp)" -ge "$2" ]; }
# start_postfix starts Postfix with the main.cf that is there and the master.cf of its package, of which a sed
# command, if one is given, changes more than that nothing is in a chroot.
start_postfix() {
    sed 's/^\([a-z]\+ *\(unix\|inet\) *[-n] *[-y]* *\)y/\1n/; '"$1" "$packages"/usr/share/postfix/master.cf.dist > /etc/postfix/master.cf
    touch -d '1 hour ago' /etc/postfix/main.cf
    for folder in pid maildrop public active bounce corrupt defer deferred flush hold incoming private saved trace; do
        mkdir -p /var/spool/postfix/$folder && chown 101:102 /var/spool/postfix/$folder
    done
    chown 0:0 /var/spool/postfix/pid && chmod 1730 /var/spool/postfix/maildrop && chmod 2710 /var/spool/postfix/public
    /usr/lib/postfix/sbin/master -w
}
