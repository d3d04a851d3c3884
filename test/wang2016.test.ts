import { papers } from "netspectra/studies";
import { describeStudies } from "./studyLaws.ts";

describeStudies(papers.find(({ id }) => id === "wang2016")!.studies);
