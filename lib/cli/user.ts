/**
 * `npm run user -- add --email E --name N --roles administrator[,requester]` · `list` · `disable --email E` ·
 * `reset-password --email E` · `reset-totp --email E` ·
 * `join-identity --email E --issuer I --subject S`. Passwords are asked for unseen, or read with `--password-stdin`.
 */
import { parseArgs } from "node:util";
import { hashPassword } from "@/lib/auth/passwords";
import { askPassword } from "@/lib/cli/ask-password";
import { CommandError, runCommand } from "@/lib/cli/command";
import { withDatabase } from "@/lib/cli/open-database";
import { everyPerson } from "@/lib/db/queries/people";
import { instant } from "@/lib/domain/ids";
import { type Role, roles } from "@/lib/domain/policy";
import { addPerson } from "@/lib/services/people/add-person";
import { joinIdentity } from "@/lib/services/people/join-identity";
import { disablePerson, resetPassword, resetTotpByEmail } from "@/lib/services/people/shut-out";

function parseRoles(text: string): readonly Role[] {
  const names = text.split(",").map((name) => name.trim());
  return names.map((name) => {
    const role = roles.find((known) => known === name);
    if (!role) throw new CommandError(`--roles: ${roles.join(", ")}, with commas between them`);
    return role;
  });
}

const required = (name: string, value: string | undefined): string => {
  if (!value) throw new CommandError(`--${name} is missing`);
  return value;
};

await runCommand(async () => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      email: { type: "string" },
      name: { type: "string" },
      roles: { type: "string" },
      issuer: { type: "string" },
      subject: { type: "string" },
      "password-stdin": { type: "boolean", default: false },
    },
  });
  const asked = () => askPassword(values["password-stdin"]).then(hashPassword);
  await withDatabase(async (terms) => {
    switch (positionals[0]) {
      case "add": {
        const email = required("email", values.email);
        const person = {
          email,
          name: required("name", values.name),
          roles: parseRoles(required("roles", values.roles)),
        };
        await addPerson(terms, { ...person, passwordHash: await asked() });
        console.log(`Added ${email}: ${person.roles.join(", ")}.`);
        break;
      }
      case "list":
        for (const person of await everyPerson(terms.database.read, instant(Date.now())))
          console.log(
            [person.email, person.name, person.roles.join(","), person.disabledAt ? "disabled" : "active"].join("\t"),
          );
        break;
      case "disable":
        await disablePerson(terms, required("email", values.email));
        console.log("Disabled; every session has ended.");
        break;
      case "reset-password":
        await resetPassword(terms, required("email", values.email), await asked());
        console.log("The password is set; every session has ended.");
        break;
      case "reset-totp":
        await resetTotpByEmail(terms, required("email", values.email));
        console.log("The second step is taken away; every session has ended.");
        break;
      case "join-identity": {
        const [issuer, subject] = [required("issuer", values.issuer), required("subject", values.subject)];
        await joinIdentity(terms, { email: required("email", values.email), issuer, subject });
        console.log("Joined: they can come by the company's sign-in, and its groups then decide their roles.");
        break;
      }
      default:
        throw new CommandError(
          "One of these is wanted: add, list, disable, reset-password, reset-totp, join-identity.",
        );
    }
  });
});
