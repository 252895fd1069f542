import { createPrivateKey, generateKeyPairSync, sign } from "node:crypto";

const tlv = (tag: number, ...parts: readonly Buffer[]): Buffer => {
  const value = Buffer.concat(parts);
  const { length } = value;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), value]);
};
const sequence = (...parts: readonly Buffer[]) => tlv(0x30, ...parts);
const oid = (hex: string) => tlv(0x06, Buffer.from(hex, "hex"));
const time = (text: string) => tlv(0x17, Buffer.from(text, "latin1"));

/** A fresh key with a certificate for `localhost` that it signed itself (X.509 version 1), for a server on loopback. */
export function selfSigned(): { readonly key: string; readonly cert: string } {
  const { publicKey, privateKey } = generateKeyPairSync("ec", {
    namedCurve: "P-256",
    publicKeyEncoding: { type: "spki", format: "der" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  const ecdsaWithSha256 = sequence(oid("2a8648ce3d040302"));
  const name = sequence(tlv(0x31, sequence(oid("550403"), tlv(0x0c, Buffer.from("localhost")))));
  const validity = sequence(time("200101000000Z"), time("491231235959Z"));
  const serial = tlv(0x02, Buffer.from([1]));
  const body = sequence(serial, ecdsaWithSha256, name, validity, name, publicKey);
  const signature = tlv(0x03, Buffer.from([0]), sign("sha256", body, createPrivateKey(privateKey)));
  const der = sequence(body, ecdsaWithSha256, signature).toString("base64");
  return { key: privateKey, cert: `-----BEGIN CERTIFICATE-----\n${der}\n-----END CERTIFICATE-----\n` };
}
