import type { Page } from "@playwright/test";
import { startApp } from "@/lib/cli/bench/app";
import { openPage } from "@/lib/cli/bench/browser";
import { type Figure, median, percentile, short } from "@/lib/cli/bench/figure";
import type { Line } from "@/lib/cli/bench/line";

const screen = { width: 1440, height: 900 };
/** Three rows a frame: as fast as a wheel is turned in earnest. */
const pixelsAFrame = 126;
const plainRows = 60;
const turns = 4;
/** Typed one after the other, each taken back before the next. */
const searches = ["data", "622", "store", "platform", "a1", "云帆", "prod 0", "zz"];

/** Milliseconds between frames while what the selector names is scrolled down and up again. */
const frames = (page: Page, selector: string, count: number): Promise<number[]> =>
  page.evaluate(
    ({ selector, count, step }) =>
      new Promise<number[]>((resolve, reject) => {
        const box = document.querySelector(selector);
        if (!box) return reject(new Error(`nothing to scroll: ${selector}`));
        const took: number[] = [];
        let last = performance.now();
        let direction = 1;
        // No named function in here: what compiles this file would want its own helper in the page.
        const ticks = {
          next(now: number) {
            took.push(now - last);
            last = now;
            const before = box.scrollTop;
            box.scrollTop = before + direction * step;
            if (box.scrollTop === before) direction = -direction;
            if (took.length < count) requestAnimationFrame(ticks.next);
            else resolve(took.slice(5));
          },
        };
        requestAnimationFrame(ticks.next);
      }),
    { selector, count, step: pixelsAFrame },
  );

/** A page of our own making with nothing but a table of sixty rows: what any page could reach at best. */
async function plainTable(page: Page): Promise<void> {
  await page.setViewportSize(screen);
  await page.evaluate((rows) => {
    const cells = Array.from({ length: 8 }, (_, cell) => `<td style="height:41px">cell ${cell}</td>`).join("");
    const body = Array.from({ length: rows }, (_, row) => `<tr><th>row ${row}</th>${cells}</tr>`).join("");
    document.body.innerHTML = `<div id="plain" style="height:640px;overflow:auto"><table style="width:100%"><tbody>${body}</tbody></table></div>`;
  }, plainRows);
}

const painted = "key to paint";

/** Milliseconds from each key in the search field until what it finds is painted. */
async function keystrokes(page: Page): Promise<number[]> {
  await page.getByRole("searchbox").focus();
  // There before the first key: a key finds its own way to the page, past what is asked of it by script.
  await page.evaluate((name) => {
    addEventListener(
      "input",
      ({ timeStamp }) =>
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => performance.measure(name, { start: timeStamp, end: performance.now() });
          port2.postMessage(null);
        }),
      { capture: true },
    );
  }, painted);
  let pressed = 0;
  for (const text of searches) {
    for (const key of [...text, ...[...text].map(() => "Backspace")]) {
      await (/^[a-z0-9]$|Backspace/i.test(key) ? page.keyboard.press(key) : page.keyboard.insertText(key));
      pressed += 1;
      const seen = { name: painted, count: pressed };
      await page.waitForFunction(({ name, count }) => performance.getEntriesByName(name).length >= count, seen);
    }
  }
  return page.evaluate((name) => performance.getEntriesByName(name).map(({ duration }) => duration), painted);
}

/** Milliseconds from the start of the navigation until the page is there with all its rows and answers to the hand. */
async function usableAfter(page: Page, path: string): Promise<number> {
  await page.goto(path, { waitUntil: "commit" });
  const at = await page.waitForFunction(() => {
    const field = document.querySelector("input[type=search]");
    const table = document.querySelector("main table");
    const isTaken = field !== null && Object.keys(field).some((key) => key.startsWith("__reactProps"));
    return isTaken && table !== null && table.getAttribute("aria-busy") !== "true" ? performance.now() : false;
  });
  return Number(await at.jsonValue());
}

/** The sweep that begins with the app is not what is measured. */
const untilSwept = (page: Page): Promise<unknown> =>
  page.waitForFunction(async () => {
    const answer = await fetch("/api/status");
    return /"sweep":\{[^}]*"status":"complete"/.test(await answer.text());
  });

const scroller = "main :has(> table[role=grid])";

/** The matrix in a browser: what is mounted, how it scrolls, how it is searched, how soon it can be used. */
export const matrixLine: Line = async function* ({ engine, sizes, populations, say }) {
  for (const members of sizes.matrix.members) {
    const app = await startApp(await populations.of(engine, members));
    const { page, close } = await openPage(app);
    say(`scrolling and searching a matrix of ${members} on ${engine}`);
    await page.setViewportSize(screen);
    const figure = (what: string, unit: Figure["unit"], measured: number, limit: number, note: string): Figure => ({
      ...{ line: "matrix", engine, what: `${members}: ${what}`, unit, measured, limit, wanted: "at most", note },
    });

    const [plainPages, pages]: [number[], number[]] = [[], []];
    // The first of each is for warm code.
    for (let count = 0; count <= sizes.matrix.loads; count += 1) {
      plainPages.push(await usableAfter(page, "/members"));
      pages.push(await usableAfter(page, "/matrix"));
    }
    const [plainPage, matrix] = [median(plainPages.slice(1)), median(pages.slice(1))];
    const loadNote = `median of ${sizes.matrix.loads}: ${short(matrix)} ms, members list ${short(plainPage)} ms`;
    yield figure("usable, of the members list", "%", (matrix / plainPage) * 100, 200, loadNote);

    await untilSwept(page);
    const typed = await keystrokes(page);
    const typedNote = `median ${short(median(typed))}, longest ${short(Math.max(...typed))} of ${typed.length}`;
    yield figure("key to paint in the search, p95", "ms", percentile(typed, 95), 50, typedNote);

    const beside = await page.context().newPage();
    await plainTable(beside);
    const [scrolled, plain]: [number[], number[]] = [[], []];
    let mounted = 0;
    // In turns: whatever else the machine does falls on both.
    for (let turn = 0; turn < turns; turn += 1) {
      await page.bringToFront();
      scrolled.push(...(await frames(page, scroller, sizes.matrix.frames / turns)));
      mounted = Math.max(mounted, await page.locator("main table tbody tr").count());
      await beside.bringToFront();
      plain.push(...(await frames(beside, "#plain", sizes.matrix.frames / turns)));
    }
    yield figure("rows mounted while scrolling", "rows", mounted, 60, "");
    const [own, bare] = [percentile(scrolled, 95), percentile(plain, 95)];
    const frameNote = `${short(own)} ms, a table of ${plainRows} rows ${short(bare)} ms; longest ${short(Math.max(...scrolled))}, ${short(Math.max(...plain))}`;
    yield figure("frame while scrolling, p95, of a plain table", "%", (own / bare) * 100, 120, frameNote);
    await close();
    await app.close();
  }
};
