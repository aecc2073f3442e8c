#!/usr/bin/env python3
# A name server by hand: dns.py ZONE; lines "name TYPE value"; TYPE MX A AAAA CNAME TLSA, or REFUSED; what has no line is NXDOMAIN.
# With SECURE in the environment every answer has AD, as if a resolver had validated it, but one that meets a name of the type INSECURE.
import os, socket, struct, sys
zone = {}
for line in open(sys.argv[1]):
    if line.strip():
        name, rtype, value = line.split(None, 2)
        zone.setdefault(name.lower(), []).append((rtype, value.strip()))
TYPES = {1: 'A', 5: 'CNAME', 15: 'MX', 28: 'AAAA', 52: 'TLSA'}
NUMBERS = {v: k for k, v in TYPES.items()}
def wire(name):
    return b''.join(bytes([len(l)]) + l.encode() for l in name.rstrip('.').split('.') if l) + b'\0'
def rdata(rtype, value):
    if rtype == 'A': return socket.inet_aton(value)
    if rtype == 'AAAA': return socket.inet_pton(socket.AF_INET6, value)
    if rtype == 'CNAME': return wire(value)
    if rtype == 'TLSA': return bytes(map(int, value.split()[:3])) + bytes.fromhex(value.split()[3])
    preference, host = value.split()
    return struct.pack('>H', int(preference)) + wire(host)
def answer(q):
    i, labels = 12, []
    while q[i]:
        labels.append(q[i+1:i+1+q[i]].decode('latin1')); i += q[i] + 1
    name = '.'.join(labels); number = struct.unpack('>H', q[i+1:i+3])[0]; question = q[12:i+5]
    records, at, secure = [], name.lower(), 'SECURE' in os.environ
    for _ in range(20):
        here = zone.get(at, [])
        secure = secure and not any(t == 'INSECURE' for t, _ in here)
        alias = [v for t, v in here if t == 'CNAME']
        if alias:
            records.append((at, 'CNAME', alias[0])); at = alias[0].rstrip('.').lower(); continue
        records += [(at, t, v) for t, v in here if NUMBERS.get(t) == number]
        break
    rcode = 0 if zone.get(at) else 3
    if any(t == 'REFUSED' for t, _ in zone.get(at, [])): rcode = 5
    print('dns ', name, TYPES.get(number, number), '->', [r[1:] for r in records] or {0: 'no records', 3: 'NXDOMAIN', 5: 'REFUSED'}[rcode], 'AD' * secure, flush=True)
    body = b''.join(wire(n) + struct.pack('>HHIH', NUMBERS[t], 1, 0, len(rdata(t, v))) + rdata(t, v) for n, t, v in records)
    return q[:2] + struct.pack('>HHHHH', 0x8180 | secure << 5 | rcode, 1, len(records), 0, 0) + question + body
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(('192.0.2.53', 53))
while True:
    q, peer = s.recvfrom(4096); s.sendto(answer(q), peer)
