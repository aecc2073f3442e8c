import com.google.gson.*;
import jakarta.mail.*;
import jakarta.mail.internet.*;
import java.io.*;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.security.KeyStore;
import java.security.cert.*;
import java.util.*;
import javax.naming.directory.*;
import javax.net.ssl.*;

/** A sender for mtalab: Jakarta Mail, with an MX lookup by JNDI. See jakarta-mail, which starts it. */
class JakartaMail {
    public static void main(String[] arguments) throws IOException {
        var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        for (String line; (line = lines.readLine()) != null; ) {
            var asked = JsonParser.parseString(line).getAsJsonObject();
            var answer = new JsonObject();
            answer.addProperty("version", 2);
            if (asked.has("id")) answer.add("id", asked.get("id"));
            if (text(asked, "ask").equals("about")) introduce(answer);
            else deliver(asked, answer);
            out.println(answer);
        }
    }

    static void introduce(JsonObject answer) {
        var subject = new JsonObject();
        subject.addProperty("name", "jakarta-mail");
        var version = Session.class.getPackage().getImplementationVersion();
        subject.addProperty("version", (version == null ? "" : version + ", ") + "Java " + System.getProperty("java.version"));
        answer.add("subject", subject);
        answer.addProperty("stays", true);
    }

    static void deliver(JsonObject asked, JsonObject answer) {
        var recipients = new JsonArray();
        for (var each : asked.getAsJsonArray("recipients")) {
            var to = each.getAsJsonObject();
            var trusted = to.has("chain");
            var names = to.has("names") ? to.getAsJsonArray("names").toString() : "";
            if (trusted && !text(to, "tls").equals("always") || !List.of("", "[\"MX host\"]").contains(names)) {
                answer.addProperty("notSupported", "Jakarta Mail compares the name of the host, and stops if that fails");
                return;
            }
            var told = new JsonObject();
            told.addProperty("address", text(to, "address"));
            try {
                tryHosts(asked, to, trusted, !names.isEmpty(), told);
            } catch (Exception problem) {
                told.addProperty("fate", "deferred");
                told.addProperty("reason", problem.toString());
            }
            recipients.add(told);
        }
        answer.add("recipients", recipients);
    }

    static void tryHosts(JsonObject asked, JsonObject to, boolean trusted, boolean named, JsonObject told) throws Exception {
        var address = text(to, "address");
        told.addProperty("fate", "deferred");
        for (var host : hosts(address.substring(address.lastIndexOf('@') + 1), text(asked, "nameServer"))) {
            try (var transport = session(asked, text(to, "tls"), trusted, named).getTransport("smtp")) {
                transport.connect(host, 25, null, null);
                var message = new MimeMessage(null, new ByteArrayInputStream(text(asked, "message").getBytes(StandardCharsets.UTF_8)));
                transport.sendMessage(message, InternetAddress.parse(address, false));
                told.addProperty("fate", "delivered");
                told.addProperty("verified", trusted);
                told.addProperty("host", host);
                return;
            } catch (MessagingException problem) {
                told.addProperty("reason", host + ": " + problem);
                if (refused(problem)) {
                    told.addProperty("fate", "bounced");
                    return;
                }
            }
        }
    }

    /** Whether a server has refused the message for good. */
    static boolean refused(Exception problem) {
        for (Exception each = problem; each instanceof MessagingException; each = ((MessagingException) each).getNextException()) {
            if (each instanceof com.sun.mail.smtp.SMTPAddressFailedException failed && failed.getReturnCode() >= 500) return true;
            if (each instanceof com.sun.mail.smtp.SMTPSendFailedException failed && failed.getReturnCode() >= 500) return true;
        }
        return false;
    }

    static Session session(JsonObject asked, String tls, boolean trusted, boolean named) throws Exception {
        var with = new Properties();
        with.put("mail.from", text(asked, "from"));
        with.put("mail.smtp.from", text(asked, "from"));
        with.put("mail.smtp.localhost", text(asked, "hostname"));
        with.put("mail.smtp.starttls.enable", !tls.equals("never"));
        with.put("mail.smtp.starttls.required", tls.equals("always"));
        with.put("mail.smtp.ssl.checkserveridentity", named);
        with.put("mail.smtp.ssl.socketFactory", context(text(asked, "roots"), trusted).getSocketFactory());
        with.put("mail.smtp.ssl.socketFactory.fallback", false);
        for (var kind : List.of("connectiontimeout", "timeout", "writetimeout")) with.put("mail.smtp." + kind, "4000");
        return Session.getInstance(with);
    }

    static SSLContext context(String roots, boolean trusted) throws Exception {
        TrustManager[] managers = {new X509TrustManager() {
            public void checkClientTrusted(X509Certificate[] chain, String type) {}
            public void checkServerTrusted(X509Certificate[] chain, String type) {}
            public X509Certificate[] getAcceptedIssuers() { return new X509Certificate[0]; }
        }};
        if (trusted) {
            var store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            try (var file = Files.newInputStream(Path.of(roots))) {
                for (var root : CertificateFactory.getInstance("X.509").generateCertificates(file)) store.setCertificateEntry("root" + store.size(), root);
            }
            var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            managers = factory.getTrustManagers();
        }
        var context = SSLContext.getInstance("TLS");
        context.init(null, managers, null);
        return context;
    }

    /** The MX hosts of a domain, the best first; the domain itself if it has none (RFC 5321 5.1). */
    static List<String> hosts(String domain, String server) throws Exception {
        var environment = new Hashtable<String, String>();
        environment.put("java.naming.factory.initial", "com.sun.jndi.dns.DnsContextFactory");
        environment.put("java.naming.provider.url", "dns://" + server);
        var found = new InitialDirContext(environment).getAttributes(domain, new String[] {"MX"}).get("MX");
        var records = new ArrayList<String[]>();
        for (int i = 0; found != null && i < found.size(); i++) records.add(found.get(i).toString().split(" "));
        records.sort(Comparator.comparingInt(record -> Integer.parseInt(record[0])));
        var hosts = new ArrayList<String>();
        for (var record : records) hosts.add(record[1].replaceAll("\\.$", ""));
        return hosts.isEmpty() ? List.of(domain) : hosts;
    }

    static String text(JsonObject of, String field) { return of.get(field).getAsString(); }
}
