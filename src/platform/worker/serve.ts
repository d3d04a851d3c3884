import { packFault } from "./fault.ts";
import { handOver, type Parcel } from "./handOver.ts";
import type { Reply, Request } from "./remote.ts";

/** Answer one question in a worker; buffers of the answer are handed over. Faults travel as answers. */
export async function answer(
  request: Request,
  work: (body: unknown) => unknown,
  post: (reply: Reply, transfer: ArrayBuffer[]) => void,
): Promise<void> {
  let parcel: Parcel<Reply>;
  try {
    parcel = handOver<Reply>({ id: request.id, result: await work(request.body) }, true);
  } catch (error) {
    parcel = { value: { id: request.id, fault: packFault(error) }, transfer: [] };
  }
  try {
    post(parcel.value, parcel.transfer);
  } catch (error) {
    post({ id: request.id, fault: packFault(new Error(`the answer cannot leave the worker: ${error}`)) }, []);
  }
}
