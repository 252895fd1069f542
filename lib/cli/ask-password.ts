import { text } from "node:stream/consumers";
import { passwordLength } from "@/lib/auth/passwords";
import { CommandError } from "@/lib/cli/command";

const ended = new Set(["\r", "\n", "\u0004"]);

/** Reads a line from the terminal without showing it. */
function readHidden(prompt: string): Promise<string> {
  const { stdin, stderr } = process;
  stderr.write(prompt);
  return new Promise((resolve, reject) => {
    let typed = "";
    const finish = (outcome: () => void) => {
      stdin.setRawMode(false);
      stdin.pause();
      stdin.off("data", onData);
      stderr.write("\n");
      outcome();
    };
    const onData = (chunk: Buffer) => {
      for (const character of chunk.toString("utf8")) {
        if (ended.has(character)) return finish(() => resolve(typed));
        if (character === "\u0003") return finish(() => reject(new CommandError("Stopped.")));
        typed = character === "\u007f" ? typed.slice(0, -1) : typed + character;
      }
    };
    stdin.setRawMode(true);
    stdin.resume();
    stdin.on("data", onData);
  });
}

/** Asks for a new password, twice and unseen on a terminal; else reads the first line of standard input. */
export async function askPassword(fromStandardInput: boolean): Promise<string> {
  let password: string;
  if (fromStandardInput) password = (await text(process.stdin)).split(/\r?\n/)[0] ?? "";
  else if (!process.stdin.isTTY) throw new CommandError("There is no terminal to ask at: use --password-stdin.");
  else {
    password = await readHidden("Password: ");
    if (password !== (await readHidden("Once more: "))) throw new CommandError("The two are not the same.");
  }
  if (password.length < passwordLength.least || password.length > passwordLength.most)
    throw new CommandError(`A password has ${passwordLength.least} to ${passwordLength.most} characters.`);
  return password;
}
