import { startCalibration } from "@/lib/services/calibration/run-calibration";

/** Starts a calibration on an account without second persons. */
export async function begunCalibration(...[context, input]: Parameters<typeof startCalibration>) {
  const { calibrationId, changeSetId } = await startCalibration(context, input);
  if (calibrationId === null || changeSetId === null) throw new Error("it waits for a second person");
  return { calibrationId, changeSetId };
}
