import { papers } from "netspectra/studies";
import { describeStudies } from "./studyLaws.ts";

describeStudies(papers.find(({ id }) => id === "draft2020")!.studies);
