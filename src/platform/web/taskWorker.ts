import { callTask } from "../worker/callTask.ts";
import { serve } from "./serveTasks.ts";

serve(callTask);
