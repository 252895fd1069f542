import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { Webhook } from "standardwebhooks";
import { z } from "zod";

/** An HTTP server on loopback that keeps what is posted to it. */
export interface WebhookReceiver {
  /** As `LINKBOOK_WEBHOOK_URL` takes it. */
  readonly url: string;
  readonly secret: string;
  /** `said`: the body, read once its signature has held. */
  readonly posts: { readonly id: string; readonly body: string; readonly said: unknown }[];
  /** The status codes of its next answers, in turn; then 204. `hang`: no answer at all. */
  readonly answers: (number | "hang")[];
  close(): Promise<void>;
}

const signed = z.object({
  "webhook-id": z.string(),
  "webhook-timestamp": z.string(),
  "webhook-signature": z.string(),
});

export async function openWebhookReceiver(): Promise<WebhookReceiver> {
  const posts: WebhookReceiver["posts"] = [];
  const answers: WebhookReceiver["answers"] = [];
  const secret = `whsec_${Buffer.alloc(32, "k").toString("base64")}`;
  const server = createServer(async (request, response) => {
    const body = await text(request);
    const headers = signed.parse(request.headers);
    posts.push({ id: headers["webhook-id"], body, said: new Webhook(secret).verify(body, headers) });
    const answer = answers.shift() ?? 204;
    if (answer === "hang") return;
    response.writeHead(answer, { location: "/elsewhere" }).end(answer === 204 ? undefined : "an answer to be ignored");
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    url: `http://127.0.0.1:${address.port}/hook`,
    secret,
    posts,
    answers,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
