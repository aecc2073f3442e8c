#!/usr/bin/env node
// A sender for mtalab: nodemailer, with an MX lookup. It stays, and takes message after message.
// It wants Node 20 or newer, and npm ci in this folder: mtalab run --sender ./nodemailer.mjs --show node_modules
import dns from "node:dns/promises";
import fs from "node:fs";
import readline from "node:readline";
import nodemailer from "nodemailer";

const version = JSON.parse(fs.readFileSync(new URL("node_modules/nodemailer/package.json", import.meta.url))).version;

// hosts are where the mail for a recipient goes, the best first.
async function hosts(to, domain) {
  if (to.smartHost && !to.smartHost.lookupMX) return [to.smartHost.host];
  const name = to.smartHost?.host ?? domain;
  try {
    const found = await dns.resolveMx(name);
    return found.sort((a, b) => a.priority - b.priority).map(mx => mx.exchange);
  } catch (problem) {
    if (problem.code === "ENODATA") return [name]; // the implicit MX (RFC 5321 5.1)
    throw problem;
  }
}

function transport(asked, to, host, domain) {
  const trusted = to.chain === "trusted";
  const own = asked.clientCertificate;
  return nodemailer.createTransport({
    host, port: to.smartHost?.port ?? 25, name: asked.hostname, secure: false,
    ignoreTLS: to.tls === "never", requireTLS: to.tls === "always",
    connectionTimeout: 4000, greetingTimeout: 4000, socketTimeout: 4000, dnsTimeout: 4000,
    tls: {
      ca: fs.readFileSync(asked.roots), rejectUnauthorized: trusted,
      servername: to.names?.includes("recipient domain") ? domain : host,
      ...(to.names ? {} : { checkServerIdentity: () => undefined }),
      ...(own ? { cert: fs.readFileSync(own.chain), key: fs.readFileSync(own.key) } : {}),
    },
  });
}

async function deliver(asked, to, began) {
  const domain = to.address.slice(to.address.lastIndexOf("@") + 1);
  let told = { fate: "deferred", reason: "" };
  let tried;
  try {
    tried = await hosts(to, domain);
  } catch (problem) {
    return { fate: problem.code === "ENOTFOUND" ? "bounced" : "deferred", reason: problem.message };
  }
  for (const host of tried) {
    if (Date.now() - began > (asked.patience - 5) * 1000) return { fate: "trying", reason: `there was no time for ${host}` };
    const mailer = transport(asked, to, host, domain);
    try {
      const sent = await mailer.sendMail({ envelope: { from: asked.from, to: [to.address] }, raw: asked.message });
      return { fate: "delivered", verified: to.tls === "always" && to.chain === "trusted", reason: sent.response, host };
    } catch (problem) {
      told = { fate: "deferred", reason: `${host}: ${problem.message}` };
      const answered = ["EENVELOPE", "EMESSAGE"].includes(problem.code) && problem.responseCode >= 500;
      if (answered) return { ...told, fate: "bounced" };
      if (problem.code === "EENVELOPE" && !problem.responseCode) return { ...told, fate: "bounced" }; // it cannot be written
    } finally {
      mailer.close();
    }
  }
  return told;
}

// Whether nodemailer can be told what is asked: one name, and a failure that stops.
const canBeTold = to => (!to.names || ["MX host", "recipient domain"].includes(to.names.join())) && (to.tls === "always" || !to.chain);

async function answer(asked) {
  if (asked.ask === "about") return { subject: { name: "nodemailer", version }, stays: true, can: ["clientCertificate", "smartHost"] };
  if (!asked.recipients.every(canBeTold)) return { notSupported: "nodemailer verifies one name, and stops if that fails" };
  const began = Date.now(), recipients = [];
  for (const to of asked.recipients) recipients.push({ address: to.address, ...await deliver(asked, to, began) });
  return { recipients };
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  const told = await answer(asked).catch(problem => ({ broken: problem.stack }));
  console.log(JSON.stringify({ version: 2, ...(asked.id ? { id: asked.id } : {}), ...told }));
}
