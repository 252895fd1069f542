"use server";

import { z } from "zod";
import { pauseWrites as pause, resumeWrites as resume } from "@/lib/services/settings/switches";
import { action } from "../_wiring/action";

const nothing = z.strictObject({});

export const pauseWrites = action("writes.pause", nothing, pause);

export const resumeWrites = action("writes.resume", nothing, resume);
