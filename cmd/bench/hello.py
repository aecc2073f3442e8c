# Says EHLO after STARTTLS, so many times, and prints how many seconds the reply took.
import smtplib, ssl, sys, time

host, port = sys.argv[1].rsplit(":", 1)
context = ssl._create_unverified_context()
for _ in range(int(sys.argv[2])):
    client = smtplib.SMTP(host, int(port), local_hostname="sender.test")
    client.starttls(context=context)
    began = time.monotonic()
    client.ehlo()
    print(time.monotonic() - began)
    client.quit()
