import { papers } from "netspectra/studies";
import { describeStudies } from "./studyLaws.ts";

describeStudies(papers.find(({ id }) => id === "choi2018")!.studies);
