#!/usr/bin/env python3
# A mail server by hand: smtp.py ADDRESS FAULT. It prints what is said, "|" marks what is inside TLS. The faults:
#   starttls-CODE       says CODE to STARTTLS, and goes on; starttls-CODE-closes: closes the connection
#   ENDS-starttls, -after-220, -handshake, -after-tls, -ehlo   ENDS: closes, resets, silent; in place of its answer to
#       STARTTLS, of a handshake, or of its answer to EHLO inside TLS; or right after the 220, or the handshake
#   alert-NUMBER, answers-handshake   in place of a handshake an alert, or a reply
#   only-tls1.0, only-tls1.1, no-common-cipher, refuses-name, wants-certificate, wants-certificate-tls1.2
#   wrong-key, large-certificate, chain-1000, unicode-certificate, issued   see try.sh
#   ehlo-CODE           says CODE to EHLO inside TLS
#   keyword-first, keyword-lower-case, endless-lines, endless-line   in its answer to EHLO before TLS
#   size-BYTES          takes no more, which it says inside TLS; 1000000 if it is not said
#   cut-BYTES           what it says is cut off there
#   no-starttls, greets-421, data-250
import contextlib, os, socket, ssl, struct, sys, threading, time, warnings
warnings.simplefilter('ignore')
address, fault = sys.argv[1], sys.argv[2]

def context(tell):
    c = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    c.load_cert_chain('cert.pem', 'key.pem')
    def named(s, name, _):
        tell('server name sent:', name)
        return ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME if fault == 'refuses-name' else None
    c.sni_callback = named
    if fault.startswith('only-tls'):
        c.set_ciphers('DEFAULT@SECLEVEL=0')
        c.minimum_version = c.maximum_version = getattr(ssl.TLSVersion, {'only-tls1.0': 'TLSv1', 'only-tls1.1': 'TLSv1_1'}[fault])
    if fault == 'no-common-cipher':
        c.set_ciphers('ADH-AES128-SHA256:@SECLEVEL=0')
        c.maximum_version = ssl.TLSVersion.TLSv1_2
    if fault.startswith('wants-certificate'):
        c.verify_mode = ssl.CERT_REQUIRED
        c.load_verify_locations('cert.pem')
        if fault.endswith('tls1.2'):
            c.maximum_version = ssl.TLSVersion.TLSv1_2
    if os.environ.get('NOTICKETS'):
        c.num_tickets = 0
    return c

def ends(conn, place, tell):
    how = fault.removesuffix('-' + place)
    if how not in ('closes', 'resets', 'silent') or how == fault:
        return False
    tell(how)
    if how == 'resets':
        conn.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
    if how == 'silent':
        time.sleep(120)
    return True

def cut_after(conn, count, tell):
    inner, outer = socket.socketpair()
    def carry(source, target, left):
        with contextlib.suppress(OSError):  # one end has gone
            while left and (heard := source.recv(min(left, 65536))):
                target.sendall(heard)
                left -= len(heard)
            if not left:
                tell('cut')
            target.shutdown(socket.SHUT_WR)
    threading.Thread(target=carry, args=(conn, outer, sys.maxsize), daemon=True).start()
    threading.Thread(target=carry, args=(outer, conn, count), daemon=True).start()
    return inner

def serve(conn, tell):
    inside, greeted, data = False, False, False
    heard = conn.makefile('rb')
    def say(text):
        tell('S|' if inside else 'S ', text.replace('\n', ' / '))
        conn.sendall(text.replace('\n', '\r\n').encode() + b'\r\n')
    say('421 4.3.2 Not now' if fault == 'greets-421' else '220 mx1.example.com ESMTP')
    while line := heard.readline():
        tell('C|' if inside else 'C ', line.decode(errors='replace').rstrip())
        verb = (line.split() or [b''])[0].upper()
        if data:
            if line == b'.\r\n':
                data = False
                say('250 2.0.0 OK')
        elif verb in (b'EHLO', b'HELO'):
            if inside and ends(conn, 'ehlo', tell):
                return
            if inside and fault == 'ehlo-502' and verb == b'EHLO':
                say('502 5.5.1 What?')
                continue
            if inside and fault == 'ehlo-554':
                say('554 5.7.0 Security level too low')
                continue
            greeted = True
            if inside:
                say('250-mx1.example.com\n250-8BITMIME\n250 SIZE ' + (fault[5:] if fault.startswith('size-') else '1000000'))
            elif fault == 'no-starttls':
                say('250-mx1.example.com\n250 8BITMIME')
            elif fault == 'keyword-first':
                say('250 STARTTLS')
            elif fault == 'keyword-lower-case':
                say('250-mx1.example.com\n250 starttls')
            else:
                for n in range(1000 if fault == 'endless-lines' else 4096 if fault == 'endless-line' else 0):
                    conn.sendall(b'250-X-ENDLESS\r\n' * 1000 if fault == 'endless-lines' else (b'' if n else b'250-') + b'x' * 16384)
                if fault == 'endless-line':
                    conn.sendall(b'\r\n')
                say('250-mx1.example.com\n250 STARTTLS')
        elif verb == b'STARTTLS':
            if ends(conn, 'starttls', tell):
                return
            code = fault.split('-')[1] if fault.startswith('starttls-') else '220'
            say(f'{code} {code[0]}.0.0 ' + ('Ready to start TLS' if code[0] == '2' else 'No'))
            if fault.endswith('-closes'):
                conn.shutdown(socket.SHUT_WR)
                for line in heard:
                    tell('C ', line.decode(errors='replace').rstrip())
                return
            if code[0] != '2':
                continue
            if ends(conn, 'after-220', tell):
                return
            if fault.endswith('-handshake') or fault.startswith('alert-'):
                conn.recv(4096)
                if fault == 'answers-handshake':
                    return conn.sendall(b'250 2.0.0 Never mind\r\n')
                if fault.startswith('alert-'):
                    return conn.sendall(b'\x15\x03\x03\x00\x02\x02' + bytes([int(fault[6:])]))
                ends(conn, 'handshake', tell)
                return
            wire = conn.dup()
            try:
                conn = context(tell).wrap_socket(conn, server_side=True)
            except OSError as problem:  # ssl.SSLError is one
                tell(problem)
                wire.shutdown(socket.SHUT_WR)  # and no reset: what the client says still is read
                while wire.recv(4096):
                    pass
                return
            wire.close()
            tell(conn.version(), conn.cipher()[0])
            if ends(conn, 'after-tls', tell):
                return
            inside, greeted, heard = True, False, conn.makefile('rb')
        elif verb == b'QUIT':
            return say('221 bye')
        elif not greeted:
            say('503 5.5.1 EHLO or HELO first')
        elif verb == b'DATA' and fault == 'data-250':
            say('250 2.0.0 OK')
        elif verb == b'DATA':
            data = True
            say('354 go on')
        else:
            say('250 2.1.0 OK')

def run(conn, n):
    def tell(*what):
        sys.stdout.write(' '.join(map(str, (address, n, *what))).rstrip() + '\n')
        sys.stdout.flush()
    try:
        with conn:
            serve(cut_after(conn, int(fault[4:]), tell) if fault.startswith('cut-') else conn, tell)
    except OSError as problem:
        tell(problem)

with socket.create_server((address, 25)) as server:
    for n in range(1, 1000):
        threading.Thread(target=run, args=(server.accept()[0], n), daemon=True).start()
