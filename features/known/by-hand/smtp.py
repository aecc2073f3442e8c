#!/usr/bin/env python3
# A mail server by hand: smtp.py ADDRESS FAULT. It prints what is said, "|" marks what is inside TLS.
import os, socket, ssl, struct, sys, threading, time, warnings
warnings.simplefilter('ignore')
address, fault = sys.argv[1], sys.argv[2]

def context():
    c = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    c.load_cert_chain('cert.pem', 'key.pem')
    c.sni_callback = lambda s, name, _: tell('server name sent:', name)
    if fault.startswith('only-tls'):
        c.set_ciphers('DEFAULT@SECLEVEL=0')
        c.minimum_version = c.maximum_version = getattr(ssl.TLSVersion, {'only-tls1.0': 'TLSv1', 'only-tls1.1': 'TLSv1_1'}[fault])
    if fault == 'wants-certificate':
        c.verify_mode = ssl.CERT_REQUIRED
        c.load_verify_locations('cert.pem')
    if os.environ.get('NOTICKETS'):
        c.num_tickets = 0
    return c

def tell(*what):
    print('     ', *what, flush=True)

def reset(conn):
    conn.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
    conn.close()
    tell('reset')

def serve(conn, n):
    inside, greeted, data = False, False, False
    heard = conn.makefile('rb')
    def say(text, behind=b''):
        print(n, 'S|' if inside else 'S ', text, behind or '', flush=True)
        conn.sendall(text.replace('\n', '\r\n').encode() + b'\r\n' + behind)
    say('421 4.3.2 Not now' if fault == 'greets-421' else '220 mx1.example.com ESMTP')
    while line := heard.readline():
        print(n, 'C|' if inside else 'C ', line.decode(errors='replace').rstrip(), flush=True)
        verb = (line.split() or [b''])[0].upper()
        if data:
            if line == b'.\r\n':
                data = False
                say('250 2.0.0 OK')
        elif verb in (b'EHLO', b'HELO'):
            if inside and fault == 'silent-after-tls':
                return time.sleep(120)
            if inside and fault == 'ehlo-502' and verb == b'EHLO':
                say('502 5.5.1 What?')
                continue
            if inside and fault == 'ehlo-554':
                say('554 5.7.0 Security level too low')
                continue
            greeted = True
            if inside or fault == 'no-starttls':
                say('250-mx1.example.com\n250 8BITMIME')
            elif fault == 'keyword-first':
                say('250 STARTTLS')
            elif fault == 'keyword-lower-case':
                say('250-mx1.example.com\n250 starttls')
            else:
                say('250-mx1.example.com\n250 STARTTLS')
        elif verb == b'STARTTLS':
            replies = {'starttls-250': '250 2.0.0 Ready to start TLS', 'starttls-454': '454 4.7.0 TLS not available', 'starttls-421': '421 4.3.2 Closing'}
            if fault == 'starttls-reset':
                return reset(conn)
            say(replies.get(fault, '220 2.0.0 Ready to start TLS'), b'250 evil\r\n' if fault == 'injects' else b'')
            if fault in ('starttls-454', 'starttls-421'):
                continue
            if fault == 'drops-handshake':
                conn.recv(1)
                return tell('closed in the handshake')
            if fault == 'alert-40':
                conn.recv(4096)
                return conn.sendall(b'\x15\x03\x03\x00\x02\x02\x28')
            if fault == 'silent-handshake':
                return time.sleep(120)
            conn = context().wrap_socket(conn, server_side=True)
            tell(conn.version(), conn.cipher()[0])
            if fault == 'closes-after-tls':
                return tell('closed after the handshake')
            inside, greeted, heard = True, False, conn.makefile('rb')
        elif verb == b'QUIT':
            return say('221 bye')
        elif not greeted:
            say('503 5.5.1 EHLO or HELO first')
        elif verb == b'DATA':
            data = True
            say('354 go on')
        else:
            say('250 2.1.0 OK')

def run(conn, n):
    try:
        with conn:
            serve(conn, n)
    except OSError as problem:  # ssl.SSLError is one
        tell(problem)

with socket.create_server((address, 25)) as server:
    for n in range(1, 1000):
        threading.Thread(target=run, args=(server.accept()[0], n), daemon=True).start()
