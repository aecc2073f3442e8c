#!/usr/bin/env python3
# Mail servers by hand: one for each address, each with one oddity. They print what is said, "|" marks what is inside TLS.
import _ssl, ctypes, socket, ssl, sys, threading, warnings
warnings.simplefilter('ignore')
OLD = ssl.TLSVersion
ODDITIES = {
    '192.0.2.1': {}, '192.0.2.2': {'starttls': '250 2.0.0 Go ahead'}, '192.0.2.3': {'starttls': '501 5.5.4 No'},
    '192.0.2.4': {'starttls': '421 4.3.2 Closing'}, '192.0.2.5': {'inside': 'SMTPUTF8'},
    '192.0.2.6': {'newest': OLD.TLSv1_1}, '192.0.2.7': {'newest': OLD.TLSv1}, '192.0.2.8': {'shows': 'twonames'},
    '192.0.2.9': {'shows': 'suffix'}, '192.0.2.10': {'shows': 'large'}, '192.0.2.11': {'greeting': '421 4.3.2 Not now'},
    '192.0.2.12': {'shows': 'address'}, '192.0.2.13': {'shows': 'onelabel'}, '192.0.2.14': {'shows': 'star'},
    '192.0.2.15': {'endless': b'\r\n250-X-ENDLESS'}, '192.0.2.16': {'starttls': '354 Go ahead'}, '192.0.2.17': {'shows': 'wildcard'},
    '192.0.2.18': {'shows': 'unicode'}, '192.0.2.19': {'starttls': '421 4.3.2 Closing', 'closes': True},
    '192.0.2.20': {'shows': 'revoked'}, '192.0.2.21': {'shows': 'stapled', 'staples': 'stapled.response'},
    '192.0.2.22': {'endless': b'x' * 64}, '192.0.2.23': {'shows': 'chain'},
    '127.0.0.1': {}, '127.0.0.2': {'greeting': '421 4.3.2 Not now'},
}

# staple has a context answer a client that asks for an OCSP response, which Python cannot but OpenSSL can.
def staple(context, response, tell):
    libssl = ctypes.CDLL(_ssl.__file__)
    libssl.CRYPTO_memdup.restype = ctypes.c_void_p
    @ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
    def asked(connection, _):
        tell('asked for an OCSP response')
        copy = libssl.CRYPTO_memdup(response, ctypes.c_size_t(len(response)), b'', 0)
        libssl.SSL_ctrl(ctypes.c_void_p(connection), 71, ctypes.c_long(len(response)), ctypes.c_void_p(copy))
        return 0
    inner = ctypes.c_void_p.from_address(id(context) + object.__basicsize__)  # the SSL_CTX of CPython's object
    libssl.SSL_CTX_callback_ctrl(inner, 63, asked)
    return asked  # as long as there is one who holds it, it can be called

def secured(conn, odd, tell):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if 'newest' in odd:
        context.set_ciphers('ALL:@SECLEVEL=0')
        context.minimum_version, context.maximum_version = OLD.TLSv1, odd['newest']
    context.load_cert_chain(odd.get('shows', 'good') + '.pem')
    context.sni_callback = lambda s, name, _: tell('server name sent:', name)
    if 'staples' in odd:
        kept = staple(context, open(odd['staples'], 'rb').read(), tell)
    conn = context.wrap_socket(conn, server_side=True)
    tell(conn.version())
    return conn

def talk(conn, odd, tell):
    lines, inside, data = conn.makefile('rb'), False, False
    def say(text):
        tell('S|' if inside else 'S ', text.replace('\n', ' / '))
        conn.sendall(text.replace('\n', '\r\n').encode() + b'\r\n')
    say(odd.get('greeting', '220 by hand ESMTP'))
    while line := lines.readline():
        line = line.decode(errors='replace').rstrip()
        if data:
            if line == '.':
                data = False
                say('250 2.0.0 Taken')
            continue
        tell('C|' if inside else 'C ', line)
        verb = line.split(' ')[0].upper()
        if verb == 'EHLO':
            if 'endless' in odd and not inside:  # a million lines, or 64 MB in one
                conn.sendall(b'250-by.hand')
                for _ in range(1000):
                    conn.sendall(odd['endless'] * 1000)
                conn.sendall(b'\r\n')
            say('250-by.hand\n250-8BITMIME\n250 ' + (odd.get('inside', 'SIZE 1000000') if inside else 'STARTTLS'))
        elif verb == 'STARTTLS':
            reply = odd.get('starttls', '220 Go ahead')
            say(reply)
            if odd.get('closes'):
                conn.shutdown(socket.SHUT_WR)
                for line in lines:
                    tell('C ', line.decode(errors='replace').rstrip())
                return
            if reply.startswith('220'):
                conn = secured(conn, odd, tell)
                lines, inside = conn.makefile('rb'), True
        elif verb == 'DATA':
            data = True
            say('354 Go on')
        elif verb == 'QUIT':
            return say('221 Bye')
        else:
            say('250 2.0.0 OK')

def serve(address, odd):
    def tell(*what):
        sys.stdout.write(' '.join(map(str, (f'{address:10}', *what))).rstrip() + '\n')
        sys.stdout.flush()
    with socket.create_server((address, 25)) as server:
        while True:
            conn = server.accept()[0]
            def run(conn=conn):
                try:
                    with conn:
                        talk(conn, odd, tell)
                except OSError as problem:  # ssl.SSLError is one
                    tell(problem)
            threading.Thread(target=run, daemon=True).start()

threads = [threading.Thread(target=serve, args=pair) for pair in ODDITIES.items()]
for thread in threads:
    thread.start()
