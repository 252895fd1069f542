import { z } from "zod";
import { DoorError, type DoorRequest, type Route } from "@/lib/simulator/control/route";
import { type Fault, faultSchema, gatesOf } from "@/lib/simulator/fault-kinds";
import { changeSwitches } from "@/lib/simulator/switches";

const gateSchema = z.strictObject({ gate: z.string().min(1) });

export const faultRoutes: readonly Route[] = [
  { method: "GET", path: "/faults", run: ({ parts }) => ({ faults: parts.faults.list() }) },
  { method: "POST", path: "/faults", run: addFaults },
  {
    method: "DELETE",
    path: "/faults",
    run: ({ parts }) => {
      parts.faults.clear();
      return { faults: [] };
    },
  },
  {
    method: "DELETE",
    path: "/faults/:id",
    run: ({ parts, id }) => {
      if (!parts.faults.remove(id)) throw new DoorError(`there is no fault ${id}`, 404);
      return { faults: parts.faults.list() };
    },
  },
  { method: "GET", path: "/switches", run: ({ parts }) => parts.world.switches },
  {
    method: "PUT",
    path: "/switches",
    run: ({ parts, body }) => {
      parts.world.switches = changeSwitches(parts.world.switches, body);
      return parts.world.switches;
    },
  },
  { method: "GET", path: "/gates", run: ({ parts }) => ({ gates: parts.world.gates.list() }) },
  {
    method: "POST",
    path: "/hold",
    run: ({ parts, body }) => {
      parts.world.gates.close(gateSchema.parse(body).gate);
      return { gates: parts.world.gates.list() };
    },
  },
  {
    method: "POST",
    path: "/release",
    run: ({ parts, body }) => {
      parts.world.gates.open(gateSchema.parse(body).gate);
      return { gates: parts.world.gates.list() };
    },
  },
];

/** One fault or a list, all or none. Gates that they name are closed, also when an earlier test left them open. */
function addFaults({ parts, body }: DoorRequest) {
  const faults: Fault[] = Array.isArray(body) ? z.array(faultSchema).parse(body) : [faultSchema.parse(body)];
  for (const gate of faults.flatMap(gatesOf)) parts.world.gates.close(gate);
  const ids = faults.map((fault) => parts.faults.add(fault));
  return { ids, faults: parts.faults.list() };
}
