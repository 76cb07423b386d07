import { type DescField, type DescMessage, getOption } from "@bufbuild/protobuf";
import { field as fieldRules, type FieldRules } from "@holdfast/client/rules";
