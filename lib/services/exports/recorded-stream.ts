import { createHash } from "node:crypto";

/** How a stream ended, and what had been handed on by then. */
export interface StreamEnd {
  readonly complete: boolean;
  readonly bytes: number;
  /** Of these bytes, in hexadecimal. */
  readonly sha256: string;
}

/**
 * A stream of these chunks, each asked for when there is room for it. `ended` is called once, whatever happens: read to
 * the end, given up by the reader, aborted before anybody read, or broken by the source. The last chunk is followed by
 * the end only when `ended` has done its work: a file whose end could not be recorded breaks off.
 */
export function recordedStream(
  chunks: AsyncGenerator<Uint8Array>,
  signal: AbortSignal,
  ended: (end: StreamEnd) => Promise<void>,
): ReadableStream<Uint8Array> {
  const hash = createHash("sha256");
  let bytes = 0;
  let ending: Promise<void> | null = null;
  const end = (complete: boolean): Promise<void> => {
    ending ??= ended({ complete, bytes, sha256: hash.digest("hex") });
    return ending;
  };
  const giveUp = () => {
    // A generator that is waiting hears of it by the signal; one that was never begun has nothing to end.
    chunks.return(undefined).catch(() => undefined);
    end(false).catch(() => undefined);
  };
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        const stop = () => {
          giveUp();
          controller.error(signal.reason);
        };
        if (signal.aborted) stop();
        else signal.addEventListener("abort", stop, { once: true });
      },
      async pull(controller) {
        try {
          const next = await chunks.next();
          if (ending !== null) return;
          if (next.done) {
            await end(true);
            controller.close();
            return;
          }
          hash.update(next.value);
          bytes += next.value.byteLength;
          controller.enqueue(next.value);
        } catch (error) {
          await end(false);
          throw error;
        }
      },
      async cancel() {
        giveUp();
        await ending;
      },
    },
    { highWaterMark: 0 },
  );
}
