import { redirect } from "next/navigation";

/** The home page of the desk is the list of members. */
export default function Home() {
  redirect("/members");
}
