// What @halyard/admin-api promises. Made by scripts/public-api.mjs; a change here is a change of the public API.

// audit.d.ts
import * as z from 'zod';
/** One change, as the audit keeps it. */
export declare const auditEntrySchema: z.ZodReadonly<z.ZodObject<{
    seq: z.ZodInt;
    at: z.ZodISODateTime;
    actor: z.ZodReadonly<z.ZodObject<{
        id: z.ZodString;
        name: z.ZodString;
        role: z.ZodString;
    }, z.core.$strict>>;
    address: z.ZodNullable<z.ZodString>;
    requestId: z.ZodNullable<z.ZodString>;
    action: z.ZodString;
    resource: z.ZodReadonly<z.ZodObject<{
        type: z.ZodString;
        key: z.ZodString;
        environment: z.ZodNullable<z.ZodString>;
    }, z.core.$strict>>;
    version: z.ZodInt;
    reason: z.ZodNullable<z.ZodString>;
    before: z.ZodType<import("@halyard/evaluator").JsonValue, unknown, z.core.$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>;
    after: z.ZodType<import("@halyard/evaluator").JsonValue, unknown, z.core.$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>;
    revisions: z.ZodRecord<z.ZodString, z.ZodInt>;
    changeRequest: z.ZodOptional<z.ZodReadonly<z.ZodObject<{
        id: z.ZodString;
        author: z.ZodReadonly<z.ZodObject<{
            id: z.ZodString;
            name: z.ZodString;
        }, z.core.$strict>>;
        approvers: z.ZodReadonly<z.ZodArray<z.ZodReadonly<z.ZodObject<{
            id: z.ZodString;
            name: z.ZodString;
        }, z.core.$strict>>>>;
    }, z.core.$strict>>>;
    hash: z.ZodString;
}, z.core.$strict>>;
/** One change, as the audit keeps it. */
export type AuditEntryResource = z.infer<typeof auditEntrySchema>;
/** The last entry of a chain. Kept elsewhere, it shows later whether the chain was rewritten. */
export declare const chainHeadSchema: z.ZodReadonly<z.ZodObject<{
    seq: z.ZodInt;
    hash: z.ZodString;
}, z.core.$strict>>;
export declare const verificationSchema: z.ZodReadonly<z.ZodObject<{
    valid: z.ZodBoolean;
    entries: z.ZodInt;
    head: z.ZodReadonly<z.ZodObject<{
        seq: z.ZodInt;
        hash: z.ZodString;
    }, z.core.$strict>>;
    firstBadSeq: z.ZodOptional<z.ZodInt>;
    isSameHead: z.ZodOptional<z.ZodBoolean>;
}, z.core.$strict>>;
/** Whether a chain of the audit is whole. */
export type VerificationResource = z.infer<typeof verificationSchema>;
/** What narrows any chain. */
declare const ofAnyChain: {
    actor: z.ZodOptional<z.ZodString>;
    action: z.ZodOptional<z.ZodString>;
    from: z.ZodOptional<z.ZodISODateTime>;
    to: z.ZodOptional<z.ZodISODateTime>;
};
export declare const EXPORT_FORMATS: readonly ['jsonl', 'csv'];
export declare const auditQuery: z.ZodObject<{
    limit: z.ZodOptional<z.ZodInt>;
    cursor: z.ZodOptional<z.ZodString>;
    actor: z.ZodOptional<z.ZodString>;
    action: z.ZodOptional<z.ZodString>;
    from: z.ZodOptional<z.ZodISODateTime>;
    to: z.ZodOptional<z.ZodISODateTime>;
    flag: z.ZodOptional<z.ZodString>;
    environment: z.ZodOptional<z.ZodString>;
}, z.core.$strict>;
export declare const installationAuditQuery: z.ZodObject<{
    limit: z.ZodOptional<z.ZodInt>;
    cursor: z.ZodOptional<z.ZodString>;
    actor: z.ZodOptional<z.ZodString>;
    action: z.ZodOptional<z.ZodString>;
    from: z.ZodOptional<z.ZodISODateTime>;
    to: z.ZodOptional<z.ZodISODateTime>;
}, z.core.$strict>;
export declare const exportQuery: z.ZodObject<{
    actor: z.ZodOptional<z.ZodString>;
    action: z.ZodOptional<z.ZodString>;
    from: z.ZodOptional<z.ZodISODateTime>;
    to: z.ZodOptional<z.ZodISODateTime>;
    flag: z.ZodOptional<z.ZodString>;
    environment: z.ZodOptional<z.ZodString>;
    format: z.ZodOptional<z.ZodEnum<{
        csv: "csv";
        jsonl: "jsonl";
    }>>;
}, z.core.$strict>;
export declare const installationExportQuery: z.ZodObject<{
    actor: z.ZodOptional<z.ZodString>;
    action: z.ZodOptional<z.ZodString>;
    from: z.ZodOptional<z.ZodISODateTime>;
    to: z.ZodOptional<z.ZodISODateTime>;
    format: z.ZodOptional<z.ZodEnum<{
        csv: "csv";
        jsonl: "jsonl";
    }>>;
}, z.core.$strict>;
export declare const verifyQuery: z.ZodObject<{
    head: z.ZodOptional<z.ZodString>;
    seq: z.ZodOptional<z.ZodInt>;
}, z.core.$strict>;
/** Everything that narrows a chain; of the installation's, `flag` and `environment` are never set. */
export type AuditQuery = Partial<Pick<z.infer<typeof exportQuery>, 'flag' | 'environment' | keyof typeof ofAnyChain>>;
export {};

// change-request.d.ts
/** Changes that wait: as a draft, for approvals, or for somebody to apply them. */
import * as z from 'zod';
/** `draft` and `open` wait; the others are for good. */
export declare const CHANGE_REQUEST_STATES: readonly ['draft', 'open', 'applied', 'rejected', 'withdrawn'];
export declare const createChangeRequestSchema: z.ZodObject<{
    reason: z.ZodOptional<z.ZodString>;
    flags: z.ZodOptional<z.ZodRecord<z.ZodString, z.ZodObject<{}, z.core.$loose>>>;
    segments: z.ZodOptional<z.ZodRecord<z.ZodString, z.ZodNullable<z.ZodObject<{
        name: z.ZodOptional<z.ZodString>;
        description: z.ZodOptional<z.ZodNullable<z.ZodString>>;
        by: z.ZodOptional<z.ZodNullable<z.ZodString>>;
        included: z.ZodOptional<z.ZodArray<z.ZodType<import("@halyard/evaluator").Primitive, unknown, z.core.$ZodTypeInternals<import("@halyard/evaluator").Primitive, unknown>>>>;
        excluded: z.ZodOptional<z.ZodArray<z.ZodType<import("@halyard/evaluator").Primitive, unknown, z.core.$ZodTypeInternals<import("@halyard/evaluator").Primitive, unknown>>>>;
        if: z.ZodOptional<z.ZodNullable<z.ZodCustom<import("@halyard/evaluator").Condition, import("@halyard/evaluator").Condition>>>;
        key: z.ZodOptional<z.ZodString>;
        environment: z.ZodOptional<z.ZodString>;
        revision: z.ZodOptional<z.ZodInt>;
        version: z.ZodOptional<z.ZodInt>;
        createdAt: z.ZodOptional<z.ZodString>;
        updatedAt: z.ZodOptional<z.ZodString>;
        warnings: z.ZodOptional<z.ZodArray<z.ZodString>>;
    }, z.core.$strict>>>>;
    title: z.ZodOptional<z.ZodString>;
    draft: z.ZodOptional<z.ZodBoolean>;
}, z.core.$strict>;
/** What is named replaces what was asked for; the difference is taken anew against what is there now. */
export declare const patchChangeRequestSchema: z.ZodObject<{
    reason: z.ZodOptional<z.ZodString>;
    flags: z.ZodOptional<z.ZodRecord<z.ZodString, z.ZodObject<{}, z.core.$loose>>>;
    segments: z.ZodOptional<z.ZodRecord<z.ZodString, z.ZodNullable<z.ZodObject<{
        name: z.ZodOptional<z.ZodString>;
        description: z.ZodOptional<z.ZodNullable<z.ZodString>>;
        by: z.ZodOptional<z.ZodNullable<z.ZodString>>;
        included: z.ZodOptional<z.ZodArray<z.ZodType<import("@halyard/evaluator").Primitive, unknown, z.core.$ZodTypeInternals<import("@halyard/evaluator").Primitive, unknown>>>>;
        excluded: z.ZodOptional<z.ZodArray<z.ZodType<import("@halyard/evaluator").Primitive, unknown, z.core.$ZodTypeInternals<import("@halyard/evaluator").Primitive, unknown>>>>;
        if: z.ZodOptional<z.ZodNullable<z.ZodCustom<import("@halyard/evaluator").Condition, import("@halyard/evaluator").Condition>>>;
        key: z.ZodOptional<z.ZodString>;
        environment: z.ZodOptional<z.ZodString>;
        revision: z.ZodOptional<z.ZodInt>;
        version: z.ZodOptional<z.ZodInt>;
        createdAt: z.ZodOptional<z.ZodString>;
        updatedAt: z.ZodOptional<z.ZodString>;
        warnings: z.ZodOptional<z.ZodArray<z.ZodString>>;
    }, z.core.$strict>>>>;
    title: z.ZodOptional<z.ZodNullable<z.ZodString>>;
}, z.core.$strict>;
/** Asks for changes that wait. */
export type CreateChangeRequest = z.infer<typeof createChangeRequestSchema>;
/** What is asked for instead. */
export type PatchChangeRequest = z.infer<typeof patchChangeRequestSchema>;
export declare const changeRequestSummarySchema: z.ZodReadonly<z.ZodObject<{
    id: z.ZodString;
    environment: z.ZodString;
    title: z.ZodNullable<z.ZodString>;
    reason: z.ZodNullable<z.ZodString>;
    state: z.ZodEnum<{
        applied: "applied";
        draft: "draft";
        open: "open";
        rejected: "rejected";
        withdrawn: "withdrawn";
    }>;
    author: z.ZodReadonly<z.ZodObject<{
        id: z.ZodString;
        name: z.ZodString;
    }, z.core.$strict>>;
    approvals: z.ZodReadonly<z.ZodArray<z.ZodReadonly<z.ZodObject<{
        by: z.ZodReadonly<z.ZodObject<{
            id: z.ZodString;
            name: z.ZodString;
        }, z.core.$strict>>;
        at: z.ZodISODateTime;
        reason: z.ZodNullable<z.ZodString>;
    }, z.core.$strict>>>>;
    requiredApprovals: z.ZodInt;
    closed: z.ZodNullable<z.ZodReadonly<z.ZodObject<{
        by: z.ZodReadonly<z.ZodObject<{
            id: z.ZodString;
            name: z.ZodString;
        }, z.core.$strict>>;
        at: z.ZodISODateTime;
        reason: z.ZodNullable<z.ZodString>;
    }, z.core.$strict>>>;
    revision: z.ZodNullable<z.ZodInt>;
    createdAt: z.ZodISODateTime;
    updatedAt: z.ZodISODateTime;
    version: z.ZodInt;
}, z.core.$strict>>;
export declare const changeRequestResourceSchema: z.ZodReadonly<z.ZodObject<{
    id: z.ZodString;
    environment: z.ZodString;
    title: z.ZodNullable<z.ZodString>;
    reason: z.ZodNullable<z.ZodString>;
    state: z.ZodEnum<{
        applied: "applied";
        draft: "draft";
        open: "open";
        rejected: "rejected";
        withdrawn: "withdrawn";
    }>;
    author: z.ZodReadonly<z.ZodObject<{
        id: z.ZodString;
        name: z.ZodString;
    }, z.core.$strict>>;
    approvals: z.ZodReadonly<z.ZodArray<z.ZodReadonly<z.ZodObject<{
        by: z.ZodReadonly<z.ZodObject<{
            id: z.ZodString;
            name: z.ZodString;
        }, z.core.$strict>>;
        at: z.ZodISODateTime;
        reason: z.ZodNullable<z.ZodString>;
    }, z.core.$strict>>>>;
    requiredApprovals: z.ZodInt;
    closed: z.ZodNullable<z.ZodReadonly<z.ZodObject<{
        by: z.ZodReadonly<z.ZodObject<{
            id: z.ZodString;
            name: z.ZodString;
        }, z.core.$strict>>;
        at: z.ZodISODateTime;
        reason: z.ZodNullable<z.ZodString>;
    }, z.core.$strict>>>;
    revision: z.ZodNullable<z.ZodInt>;
    createdAt: z.ZodISODateTime;
    updatedAt: z.ZodISODateTime;
    version: z.ZodInt;
    changes: z.ZodReadonly<z.ZodObject<{
        flags: z.ZodRecord<z.ZodString, z.ZodType<import("@halyard/evaluator").JsonValue, unknown, z.core.$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
        segments: z.ZodRecord<z.ZodString, z.ZodType<import("@halyard/evaluator").JsonValue, unknown, z.core.$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
    }, z.core.$strict>>;
    preview: z.ZodReadonly<z.ZodObject<{
        summary: z.ZodString;
        changes: z.ZodReadonly<z.ZodArray<z.ZodReadonly<z.ZodObject<{
            path: z.ZodString;
            before: z.ZodOptional<z.ZodType<import("@halyard/evaluator").JsonValue, unknown, z.core.$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
            after: z.ZodOptional<z.ZodType<import("@halyard/evaluator").JsonValue, unknown, z.core.$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
        }, z.core.$strict>>>>;
        moves: z.ZodReadonly<z.ZodArray<z.ZodReadonly<z.ZodObject<{
            flag: z.ZodString;
            where: z.ZodEnum<{
                fallthrough: "fallthrough";
                off: "off";
                rule: "rule";
            }>;
            rule: z.ZodOptional<z.ZodString>;
            from: z.ZodNullable<z.ZodString>;
            to: z.ZodNullable<z.ZodString>;
            buckets: z.ZodInt;
            estimated: z.ZodOptional<z.ZodLiteral<true>>;
        }, z.core.$strict>>>>;
        reach: z.ZodReadonly<z.ZodArray<z.ZodReadonly<z.ZodObject<{
            flag: z.ZodString;
            where: z.ZodEnum<{
                prerequisites: "prerequisites";
                rule: "rule";
                targets: "targets";
            }>;
            rule: z.ZodOptional<z.ZodString>;
            segment: z.ZodOptional<z.ZodString>;
            change: z.ZodEnum<{
                added: "added";
                changed: "changed";
                moved: "moved";
                removed: "removed";
            }>;
        }, z.core.$strict>>>>;
    }, z.core.$strict>>;
    conflicts: z.ZodReadonly<z.ZodArray<z.ZodReadonly<z.ZodObject<{
        path: z.ZodString;
        before: z.ZodOptional<z.ZodType<import("@halyard/evaluator").JsonValue, unknown, z.core.$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
        after: z.ZodOptional<z.ZodType<import("@halyard/evaluator").JsonValue, unknown, z.core.$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
    }, z.core.$strict>>>>;
}, z.core.$strict>>;
/** Where a change request stands. */
export type ChangeRequestState = (typeof CHANGE_REQUEST_STATES)[number];
/** A change request in a list: without what it changes. */
export type ChangeRequestSummary = z.infer<typeof changeRequestSummarySchema>;
/** A change request, with what it changes and what has come in between. */
export type ChangeRequestResource = z.infer<typeof changeRequestResourceSchema>;

// changes.d.ts
/** Changes of many flags and segments of an environment at once. */
import * as z from 'zod';
/** What is changed; a change request holds the same. */
export declare const changeSet: {
    flags: z.ZodOptional<z.ZodRecord<z.ZodString, z.ZodObject<{}, z.core.$loose>>>;
    segments: z.ZodOptional<z.ZodRecord<z.ZodString, z.ZodNullable<z.ZodObject<{
        name: z.ZodOptional<z.ZodString>;
        description: z.ZodOptional<z.ZodNullable<z.ZodString>>;
        by: z.ZodOptional<z.ZodNullable<z.ZodString>>;
        included: z.ZodOptional<z.ZodArray<z.ZodType<import("@halyard/evaluator").Primitive, unknown, z.core.$ZodTypeInternals<import("@halyard/evaluator").Primitive, unknown>>>>;
        excluded: z.ZodOptional<z.ZodArray<z.ZodType<import("@halyard/evaluator").Primitive, unknown, z.core.$ZodTypeInternals<import("@halyard/evaluator").Primitive, unknown>>>>;
        if: z.ZodOptional<z.ZodNullable<z.ZodCustom<import("@halyard/evaluator").Condition, import("@halyard/evaluator").Condition>>>;
        key: z.ZodOptional<z.ZodString>;
        environment: z.ZodOptional<z.ZodString>;
        revision: z.ZodOptional<z.ZodInt>;
        version: z.ZodOptional<z.ZodInt>;
        createdAt: z.ZodOptional<z.ZodString>;
        updatedAt: z.ZodOptional<z.ZodString>;
        warnings: z.ZodOptional<z.ZodArray<z.ZodString>>;
    }, z.core.$strict>>>>;
};
export declare const changesSchema: z.ZodObject<{
    reason: z.ZodOptional<z.ZodString>;
    flags: z.ZodOptional<z.ZodRecord<z.ZodString, z.ZodObject<{}, z.core.$loose>>>;
    segments: z.ZodOptional<z.ZodRecord<z.ZodString, z.ZodNullable<z.ZodObject<{
        name: z.ZodOptional<z.ZodString>;
        description: z.ZodOptional<z.ZodNullable<z.ZodString>>;
        by: z.ZodOptional<z.ZodNullable<z.ZodString>>;
        included: z.ZodOptional<z.ZodArray<z.ZodType<import("@halyard/evaluator").Primitive, unknown, z.core.$ZodTypeInternals<import("@halyard/evaluator").Primitive, unknown>>>>;
        excluded: z.ZodOptional<z.ZodArray<z.ZodType<import("@halyard/evaluator").Primitive, unknown, z.core.$ZodTypeInternals<import("@halyard/evaluator").Primitive, unknown>>>>;
        if: z.ZodOptional<z.ZodNullable<z.ZodCustom<import("@halyard/evaluator").Condition, import("@halyard/evaluator").Condition>>>;
        key: z.ZodOptional<z.ZodString>;
        environment: z.ZodOptional<z.ZodString>;
        revision: z.ZodOptional<z.ZodInt>;
        version: z.ZodOptional<z.ZodInt>;
        createdAt: z.ZodOptional<z.ZodString>;
        updatedAt: z.ZodOptional<z.ZodString>;
        warnings: z.ZodOptional<z.ZodArray<z.ZodString>>;
    }, z.core.$strict>>>>;
}, z.core.$strict>;
export declare const changesResourceSchema: z.ZodReadonly<z.ZodObject<{
    preview: z.ZodOptional<z.ZodReadonly<z.ZodObject<{
        summary: z.ZodString;
        changes: z.ZodReadonly<z.ZodArray<z.ZodReadonly<z.ZodObject<{
            path: z.ZodString;
            before: z.ZodOptional<z.ZodType<import("@halyard/evaluator").JsonValue, unknown, z.core.$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
            after: z.ZodOptional<z.ZodType<import("@halyard/evaluator").JsonValue, unknown, z.core.$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
        }, z.core.$strict>>>>;
        moves: z.ZodReadonly<z.ZodArray<z.ZodReadonly<z.ZodObject<{
            flag: z.ZodString;
            where: z.ZodEnum<{
                fallthrough: "fallthrough";
                off: "off";
                rule: "rule";
            }>;
            rule: z.ZodOptional<z.ZodString>;
            from: z.ZodNullable<z.ZodString>;
            to: z.ZodNullable<z.ZodString>;
            buckets: z.ZodInt;
            estimated: z.ZodOptional<z.ZodLiteral<true>>;
        }, z.core.$strict>>>>;
        reach: z.ZodReadonly<z.ZodArray<z.ZodReadonly<z.ZodObject<{
            flag: z.ZodString;
            where: z.ZodEnum<{
                prerequisites: "prerequisites";
                rule: "rule";
                targets: "targets";
            }>;
            rule: z.ZodOptional<z.ZodString>;
            segment: z.ZodOptional<z.ZodString>;
            change: z.ZodEnum<{
                added: "added";
                changed: "changed";
                moved: "moved";
                removed: "removed";
            }>;
        }, z.core.$strict>>>>;
    }, z.core.$strict>>>;
    warnings: z.ZodOptional<z.ZodReadonly<z.ZodArray<z.ZodString>>>;
    environment: z.ZodString;
    revision: z.ZodInt;
    flags: z.ZodReadonly<z.ZodRecord<z.ZodString, z.ZodReadonly<z.ZodObject<{
        enabled: z.ZodBoolean;
        killed: z.ZodBoolean;
        offVariant: z.ZodNullable<z.ZodString>;
        prerequisites: z.ZodReadonly<z.ZodArray<z.ZodReadonly<z.ZodObject<{
            flag: z.ZodString;
            variant: z.ZodString;
        }, z.core.$strict>>>>;
        targets: z.ZodReadonly<z.ZodArray<z.ZodType<import("@halyard/evaluator").Target, unknown, z.core.$ZodTypeInternals<import("@halyard/evaluator").Target, unknown>>>>;
        rules: z.ZodReadonly<z.ZodArray<z.ZodReadonly<z.ZodObject<{
            id: z.ZodString;
            if: z.ZodOptional<z.ZodCustom<import("@halyard/evaluator").Condition, import("@halyard/evaluator").Condition>>;
            serve: z.ZodUnion<readonly [z.ZodReadonly<z.ZodObject<{
                variant: z.ZodString;
            }, z.core.$strict>>, z.ZodReadonly<z.ZodObject<{
                split: z.ZodReadonly<z.ZodObject<{
                    by: z.ZodString;
                    weights: z.ZodReadonly<z.ZodRecord<z.ZodString, z.ZodInt>>;
                    ranges: z.ZodReadonly<z.ZodArray<z.ZodReadonly<z.ZodTuple<[z.ZodString, z.ZodInt], null>>>>;
                }, z.core.$strict>>;
            }, z.core.$strict>>]>;
        }, z.core.$strict>>>>;
        fallthrough: z.ZodUnion<readonly [z.ZodReadonly<z.ZodObject<{
            variant: z.ZodString;
        }, z.core.$strict>>, z.ZodReadonly<z.ZodObject<{
            split: z.ZodReadonly<z.ZodObject<{
                by: z.ZodString;
                weights: z.ZodReadonly<z.ZodRecord<z.ZodString, z.ZodInt>>;
                ranges: z.ZodReadonly<z.ZodArray<z.ZodReadonly<z.ZodTuple<[z.ZodString, z.ZodInt], null>>>>;
            }, z.core.$strict>>;
        }, z.core.$strict>>]>;
        maxStalenessMs: z.ZodNullable<z.ZodInt>;
        flag: z.ZodString;
        environment: z.ZodString;
        revision: z.ZodInt;
        version: z.ZodInt;
        warnings: z.ZodOptional<z.ZodReadonly<z.ZodArray<z.ZodString>>>;
    }, z.core.$strict>>>>;
    segments: z.ZodReadonly<z.ZodRecord<z.ZodString, z.ZodNullable<z.ZodReadonly<z.ZodObject<{
        key: z.ZodString;
        environment: z.ZodString;
        revision: z.ZodInt;
        name: z.ZodString;
        description: z.ZodNullable<z.ZodString>;
        by: z.ZodNullable<z.ZodString>;
        included: z.ZodReadonly<z.ZodArray<z.ZodType<import("@halyard/evaluator").Primitive, unknown, z.core.$ZodTypeInternals<import("@halyard/evaluator").Primitive, unknown>>>>;
        excluded: z.ZodReadonly<z.ZodArray<z.ZodType<import("@halyard/evaluator").Primitive, unknown, z.core.$ZodTypeInternals<import("@halyard/evaluator").Primitive, unknown>>>>;
        if: z.ZodNullable<z.ZodCustom<import("@halyard/evaluator").Condition, import("@halyard/evaluator").Condition>>;
        createdAt: z.ZodISODateTime;
        updatedAt: z.ZodISODateTime;
        version: z.ZodInt;
    }, z.core.$strict>>>>>;
}, z.core.$strict>>;
/** What is changed of many flags and segments at once. */
export type ChangeSet = Omit<z.infer<typeof changesSchema>, 'reason'>;
/** What became of flags and segments that were changed at once. */
export type ChangesResource = z.infer<typeof changesResourceSchema>;

// client.d.ts
/** A client of the admin API, typed by the table of operations. */
import type { z } from 'zod';
import type { EventStream, Operation, Operations, ParamsOf } from './operation.ts';
import { operations } from './operations.ts';
import type { ProblemDocument } from './problem.ts';
/** The parts of `fetch` that are used; the global one satisfies it. This package knows no platform's types. */
export type FetchLike = (url: string, init: {
    readonly method: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: string;
    readonly signal?: unknown;
}) => Promise<FetchAnswer>;
interface FetchAnswer {
    readonly ok: boolean;
    readonly status: number;
    readonly headers: {
        get(name: string): string | null;
    };
    text(): Promise<string>;
}
/** Where the server is, and who calls. */
export interface AdminClientOptions {
    /** Where the server is reached, such as `https://flags.example`. */
    readonly url: string;
    /** An API token, `hal_api_…`. */
    readonly token: string;
    readonly fetch?: FetchLike | undefined;
}
/** What a call may come with, beside what its operation takes. */
export interface CallOptions {
    /** The version that the change is based on; a newer one is refused with `version-conflict`. */
    readonly ifMatch?: number | undefined;
    /** `*`: only if there is none yet; else it is refused with `version-conflict`. */
    readonly ifNoneMatch?: '*' | undefined;
    /** Makes a retry safe: the same key answers the same. */
    readonly idempotencyKey?: string | undefined;
    /** An `AbortSignal`. */
    readonly signal?: unknown;
}
/** An operation's path and query parameters in one, then its body. */
export type AdminCall<O extends Operation> = (...args: [...ParametersOf<O>, ...BodyOf<O>, options?: CallOptions]) => Promise<AnswerOf<O>>;
type Given<O extends Operation> = ParamsOf<O['path']> & QueryOf<O['query']>;
/** Without parameters it adds nothing; zod would have it that nothing may be added. */
type QueryOf<Query extends z.ZodObject> = keyof Query['shape'] extends never ? unknown : z.input<Query>;
type ParametersOf<O extends Operation> = Record<never, never> extends Given<O> ? [parameters?: Given<O>] : [parameters: Given<O>];
type BodyOf<O extends Operation> = O['body'] extends z.ZodType ? Record<never, never> extends z.input<O['body']> ? [body?: z.input<O['body']>] : [body: z.input<O['body']>] : [];
type AnswerOf<O extends Operation> = O['answer'] extends z.ZodType ? z.output<O['answer']> : undefined;
type Calls<Group extends Operations> = {
    readonly [Verb in keyof Group as AnswerOf<Group[Verb]> extends EventStream ? never : Verb]: AdminCall<Group[Verb]>;
};
/** A method for each operation that comes to an end: `client.flags.create({ project: 'default' }, { key: 'new-checkout' })`. */
export type AdminClient = {
    readonly [Noun in keyof typeof operations]: Calls<(typeof operations)[Noun]>;
};
/** What the server refused, and why. Branch on `code`. @see docs/api.md, "Refusals" */
export declare class AdminApiError extends Error {
    readonly status: number;
    readonly code: string;
    readonly problem: ProblemDocument;
    constructor(problem: ProblemDocument);
}
/** Sends nothing until a method is called. Calls reject with `AdminApiError`, or with what `fetch` threw. */
export declare function createAdminClient(options: AdminClientOptions): AdminClient;
export {};

// condition.d.ts
/** The structure of conditions; what stands in their operands is `findProblems`' to judge. */
import type { Condition, Operator } from '@halyard/evaluator';
import * as z from 'zod';
/** Everything that a condition can compare by. @see docs/evaluation.md */
export declare const OPERATORS: readonly Operator[];
/** A condition of any nesting; the body's depth is limited before this looks at it. */
export declare const conditionSchema: z.ZodCustom<Condition, Condition>;
/** How a suggestion travels through an issue's message. */
export declare function encodeExpected(expected: string, suggestion?: string): string;

// configuration.d.ts
import type { Target } from '@halyard/evaluator';
import * as z from 'zod';
/** 100,000 is all of it: 1,000 is 1 %. */
export declare const WHOLE = 100000;
declare const serveSchema: z.ZodObject<{
    variant: z.ZodOptional<z.ZodString>;
    split: z.ZodOptional<z.ZodObject<{
        by: z.ZodOptional<z.ZodString>;
        weights: z.ZodOptional<z.ZodRecord<z.ZodString, z.ZodInt>>;
        ranges: z.ZodOptional<z.ZodArray<z.ZodTuple<[z.ZodString, z.ZodInt], null>>>;
    }, z.core.$strict>>;
}, z.core.$strict>;
/** A whole configuration; fields that only answers have are taken, too, so that a GET can be PUT. */
export declare const putConfigurationSchema: z.ZodObject<{
    reason: z.ZodOptional<z.ZodString>;
    flag: z.ZodOptional<z.ZodString>;
    environment: z.ZodOptional<z.ZodString>;
    revision: z.ZodOptional<z.ZodInt>;
    version: z.ZodOptional<z.ZodInt>;
    killed: z.ZodOptional<z.ZodBoolean>;
    warnings: z.ZodOptional<z.ZodArray<z.ZodString>>;
    enabled: z.ZodBoolean;
    offVariant: z.ZodOptional<z.ZodNullable<z.ZodString>>;
    prerequisites: z.ZodOptional<z.ZodArray<z.ZodObject<{
        flag: z.ZodString;
        variant: z.ZodString;
    }, z.core.$strict>>>;
    targets: z.ZodOptional<z.ZodArray<z.ZodObject<{
        attribute: z.ZodOptional<z.ZodString>;
        values: z.ZodArray<z.ZodType<import("@halyard/evaluator").Primitive, unknown, z.core.$ZodTypeInternals<import("@halyard/evaluator").Primitive, unknown>>>;
        variant: z.ZodString;
    }, z.core.$strict>>>;
    rules: z.ZodOptional<z.ZodArray<z.ZodObject<{
        id: z.ZodOptional<z.ZodString>;
        if: z.ZodOptional<z.ZodCustom<import("@halyard/evaluator").Condition, import("@halyard/evaluator").Condition>>;
        serve: z.ZodObject<{
            variant: z.ZodOptional<z.ZodString>;
            split: z.ZodOptional<z.ZodObject<{
                by: z.ZodOptional<z.ZodString>;
                weights: z.ZodOptional<z.ZodRecord<z.ZodString, z.ZodInt>>;
                ranges: z.ZodOptional<z.ZodArray<z.ZodTuple<[z.ZodString, z.ZodInt], null>>>;
            }, z.core.$strict>>;
        }, z.core.$strict>;
    }, z.core.$strict>>>;
    fallthrough: z.ZodObject<{
        variant: z.ZodOptional<z.ZodString>;
        split: z.ZodOptional<z.ZodObject<{
            by: z.ZodOptional<z.ZodString>;
            weights: z.ZodOptional<z.ZodRecord<z.ZodString, z.ZodInt>>;
            ranges: z.ZodOptional<z.ZodArray<z.ZodTuple<[z.ZodString, z.ZodInt], null>>>;
        }, z.core.$strict>>;
    }, z.core.$strict>;
    maxStalenessMs: z.ZodOptional<z.ZodNullable<z.ZodInt>>;
}, z.core.$strict>;
/** A merge patch is judged after merging; before, it is only an object. */
export declare const mergePatchSchema: z.ZodObject<{
    reason: z.ZodOptional<z.ZodString>;
}, z.core.$loose>;
export declare const rollbackSchema: z.ZodObject<{
    reason: z.ZodOptional<z.ZodString>;
    revision: z.ZodInt;
}, z.core.$strict>;
export declare const copySchema: z.ZodObject<{
    reason: z.ZodOptional<z.ZodString>;
    from: z.ZodString;
    to: z.ZodString;
}, z.core.$strict>;
/** A whole configuration, as it is written. */
export type PutConfiguration = z.infer<typeof putConfigurationSchema>;
/** A variant or a split, as it is written. */
export type ServeInput = z.infer<typeof serveSchema>;
/** Which revision a configuration goes back to. */
export type Rollback = z.infer<typeof rollbackSchema>;
/** Answers carry the weights that people write and the ranges that they came to. */
export declare const serveResourceSchema: z.ZodUnion<readonly [z.ZodReadonly<z.ZodObject<{
    variant: z.ZodString;
}, z.core.$strict>>, z.ZodReadonly<z.ZodObject<{
    split: z.ZodReadonly<z.ZodObject<{
        by: z.ZodString;
        weights: z.ZodReadonly<z.ZodRecord<z.ZodString, z.ZodInt>>;
        ranges: z.ZodReadonly<z.ZodArray<z.ZodReadonly<z.ZodTuple<[z.ZodString, z.ZodInt], null>>>>;
    }, z.core.$strict>>;
}, z.core.$strict>>]>;
export declare const configurationResourceSchema: z.ZodReadonly<z.ZodObject<{
    enabled: z.ZodBoolean;
    killed: z.ZodBoolean;
    offVariant: z.ZodNullable<z.ZodString>;
    prerequisites: z.ZodReadonly<z.ZodArray<z.ZodReadonly<z.ZodObject<{
        flag: z.ZodString;
        variant: z.ZodString;
    }, z.core.$strict>>>>;
    targets: z.ZodReadonly<z.ZodArray<z.ZodType<Target, unknown, z.core.$ZodTypeInternals<Target, unknown>>>>;
    rules: z.ZodReadonly<z.ZodArray<z.ZodReadonly<z.ZodObject<{
        id: z.ZodString;
        if: z.ZodOptional<z.ZodCustom<import("@halyard/evaluator").Condition, import("@halyard/evaluator").Condition>>;
        serve: z.ZodUnion<readonly [z.ZodReadonly<z.ZodObject<{
            variant: z.ZodString;
        }, z.core.$strict>>, z.ZodReadonly<z.ZodObject<{
            split: z.ZodReadonly<z.ZodObject<{
                by: z.ZodString;
                weights: z.ZodReadonly<z.ZodRecord<z.ZodString, z.ZodInt>>;
                ranges: z.ZodReadonly<z.ZodArray<z.ZodReadonly<z.ZodTuple<[z.ZodString, z.ZodInt], null>>>>;
            }, z.core.$strict>>;
        }, z.core.$strict>>]>;
    }, z.core.$strict>>>>;
    fallthrough: z.ZodUnion<readonly [z.ZodReadonly<z.ZodObject<{
        variant: z.ZodString;
    }, z.core.$strict>>, z.ZodReadonly<z.ZodObject<{
        split: z.ZodReadonly<z.ZodObject<{
            by: z.ZodString;
            weights: z.ZodReadonly<z.ZodRecord<z.ZodString, z.ZodInt>>;
            ranges: z.ZodReadonly<z.ZodArray<z.ZodReadonly<z.ZodTuple<[z.ZodString, z.ZodInt], null>>>>;
        }, z.core.$strict>>;
    }, z.core.$strict>>]>;
    maxStalenessMs: z.ZodNullable<z.ZodInt>;
    flag: z.ZodString;
    environment: z.ZodString;
    revision: z.ZodInt;
    version: z.ZodInt;
    warnings: z.ZodOptional<z.ZodReadonly<z.ZodArray<z.ZodString>>>;
}, z.core.$strict>>;
/** The answer to a write; to a dry run, with what would change. */
export declare const writtenConfigurationSchema: z.ZodReadonly<z.ZodObject<{
    preview: z.ZodOptional<z.ZodReadonly<z.ZodObject<{
        summary: z.ZodString;
        changes: z.ZodReadonly<z.ZodArray<z.ZodReadonly<z.ZodObject<{
            path: z.ZodString;
            before: z.ZodOptional<z.ZodType<import("@halyard/evaluator").JsonValue, unknown, z.core.$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
            after: z.ZodOptional<z.ZodType<import("@halyard/evaluator").JsonValue, unknown, z.core.$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
        }, z.core.$strict>>>>;
        moves: z.ZodReadonly<z.ZodArray<z.ZodReadonly<z.ZodObject<{
            flag: z.ZodString;
            where: z.ZodEnum<{
                fallthrough: "fallthrough";
                off: "off";
                rule: "rule";
            }>;
            rule: z.ZodOptional<z.ZodString>;
            from: z.ZodNullable<z.ZodString>;
            to: z.ZodNullable<z.ZodString>;
            buckets: z.ZodInt;
            estimated: z.ZodOptional<z.ZodLiteral<true>>;
        }, z.core.$strict>>>>;
        reach: z.ZodReadonly<z.ZodArray<z.ZodReadonly<z.ZodObject<{
            flag: z.ZodString;
            where: z.ZodEnum<{
                prerequisites: "prerequisites";
                rule: "rule";
                targets: "targets";
            }>;
            rule: z.ZodOptional<z.ZodString>;
            segment: z.ZodOptional<z.ZodString>;
            change: z.ZodEnum<{
                added: "added";
                changed: "changed";
                moved: "moved";
                removed: "removed";
            }>;
        }, z.core.$strict>>>>;
    }, z.core.$strict>>>;
    enabled: z.ZodBoolean;
    killed: z.ZodBoolean;
    offVariant: z.ZodNullable<z.ZodString>;
    prerequisites: z.ZodReadonly<z.ZodArray<z.ZodReadonly<z.ZodObject<{
        flag: z.ZodString;
        variant: z.ZodString;
    }, z.core.$strict>>>>;
    targets: z.ZodReadonly<z.ZodArray<z.ZodType<Target, unknown, z.core.$ZodTypeInternals<Target, unknown>>>>;
    rules: z.ZodReadonly<z.ZodArray<z.ZodReadonly<z.ZodObject<{
        id: z.ZodString;
        if: z.ZodOptional<z.ZodCustom<import("@halyard/evaluator").Condition, import("@halyard/evaluator").Condition>>;
        serve: z.ZodUnion<readonly [z.ZodReadonly<z.ZodObject<{
            variant: z.ZodString;
        }, z.core.$strict>>, z.ZodReadonly<z.ZodObject<{
            split: z.ZodReadonly<z.ZodObject<{
                by: z.ZodString;
                weights: z.ZodReadonly<z.ZodRecord<z.ZodString, z.ZodInt>>;
                ranges: z.ZodReadonly<z.ZodArray<z.ZodReadonly<z.ZodTuple<[z.ZodString, z.ZodInt], null>>>>;
            }, z.core.$strict>>;
        }, z.core.$strict>>]>;
    }, z.core.$strict>>>>;
    fallthrough: z.ZodUnion<readonly [z.ZodReadonly<z.ZodObject<{
        variant: z.ZodString;
    }, z.core.$strict>>, z.ZodReadonly<z.ZodObject<{
        split: z.ZodReadonly<z.ZodObject<{
            by: z.ZodString;
            weights: z.ZodReadonly<z.ZodRecord<z.ZodString, z.ZodInt>>;
            ranges: z.ZodReadonly<z.ZodArray<z.ZodReadonly<z.ZodTuple<[z.ZodString, z.ZodInt], null>>>>;
        }, z.core.$strict>>;
    }, z.core.$strict>>]>;
    maxStalenessMs: z.ZodNullable<z.ZodInt>;
    flag: z.ZodString;
    environment: z.ZodString;
    revision: z.ZodInt;
    version: z.ZodInt;
    warnings: z.ZodOptional<z.ZodReadonly<z.ZodArray<z.ZodString>>>;
}, z.core.$strict>>;
/** The answer to a kill or a restore: who has applied it. */
export declare const killResourceSchema: z.ZodReadonly<z.ZodObject<{
    connected: z.ZodInt;
    applied: z.ZodInt;
    p50Ms: z.ZodNullable<z.ZodNumber>;
    p99Ms: z.ZodNullable<z.ZodNumber>;
    laggards: z.ZodReadonly<z.ZodArray<z.ZodReadonly<z.ZodObject<{
        instance: z.ZodNullable<z.ZodString>;
        sdk: z.ZodNullable<z.ZodString>;
        version: z.ZodNullable<z.ZodString>;
        revision: z.ZodNullable<z.ZodInt>;
        lastSeenMs: z.ZodNumber;
        gone: z.ZodBoolean;
    }, z.core.$strict>>>>;
    clientsConnected: z.ZodInt;
    polling: z.ZodInt;
    timedOut: z.ZodBoolean;
    enabled: z.ZodBoolean;
    killed: z.ZodBoolean;
    offVariant: z.ZodNullable<z.ZodString>;
    prerequisites: z.ZodReadonly<z.ZodArray<z.ZodReadonly<z.ZodObject<{
        flag: z.ZodString;
        variant: z.ZodString;
    }, z.core.$strict>>>>;
    targets: z.ZodReadonly<z.ZodArray<z.ZodType<Target, unknown, z.core.$ZodTypeInternals<Target, unknown>>>>;
    rules: z.ZodReadonly<z.ZodArray<z.ZodReadonly<z.ZodObject<{
        id: z.ZodString;
        if: z.ZodOptional<z.ZodCustom<import("@halyard/evaluator").Condition, import("@halyard/evaluator").Condition>>;
        serve: z.ZodUnion<readonly [z.ZodReadonly<z.ZodObject<{
            variant: z.ZodString;
        }, z.core.$strict>>, z.ZodReadonly<z.ZodObject<{
            split: z.ZodReadonly<z.ZodObject<{
                by: z.ZodString;
                weights: z.ZodReadonly<z.ZodRecord<z.ZodString, z.ZodInt>>;
                ranges: z.ZodReadonly<z.ZodArray<z.ZodReadonly<z.ZodTuple<[z.ZodString, z.ZodInt], null>>>>;
            }, z.core.$strict>>;
        }, z.core.$strict>>]>;
    }, z.core.$strict>>>>;
    fallthrough: z.ZodUnion<readonly [z.ZodReadonly<z.ZodObject<{
        variant: z.ZodString;
    }, z.core.$strict>>, z.ZodReadonly<z.ZodObject<{
        split: z.ZodReadonly<z.ZodObject<{
            by: z.ZodString;
            weights: z.ZodReadonly<z.ZodRecord<z.ZodString, z.ZodInt>>;
            ranges: z.ZodReadonly<z.ZodArray<z.ZodReadonly<z.ZodTuple<[z.ZodString, z.ZodInt], null>>>>;
        }, z.core.$strict>>;
    }, z.core.$strict>>]>;
    maxStalenessMs: z.ZodNullable<z.ZodInt>;
    flag: z.ZodString;
    environment: z.ZodString;
    revision: z.ZodInt;
    version: z.ZodInt;
    warnings: z.ZodOptional<z.ZodReadonly<z.ZodArray<z.ZodString>>>;
}, z.core.$strict>>;
export declare const killTaggedSchema: z.ZodObject<{
    reason: z.ZodOptional<z.ZodString>;
    tag: z.ZodString;
}, z.core.$strict>;
/** The answer to a kill of all flags with a tag. */
export declare const killTaggedResourceSchema: z.ZodReadonly<z.ZodObject<{
    connected: z.ZodInt;
    applied: z.ZodInt;
    p50Ms: z.ZodNullable<z.ZodNumber>;
    p99Ms: z.ZodNullable<z.ZodNumber>;
    laggards: z.ZodReadonly<z.ZodArray<z.ZodReadonly<z.ZodObject<{
        instance: z.ZodNullable<z.ZodString>;
        sdk: z.ZodNullable<z.ZodString>;
        version: z.ZodNullable<z.ZodString>;
        revision: z.ZodNullable<z.ZodInt>;
        lastSeenMs: z.ZodNumber;
        gone: z.ZodBoolean;
    }, z.core.$strict>>>>;
    clientsConnected: z.ZodInt;
    polling: z.ZodInt;
    timedOut: z.ZodBoolean;
    environment: z.ZodString;
    tag: z.ZodString;
    revision: z.ZodInt;
    flags: z.ZodReadonly<z.ZodArray<z.ZodReadonly<z.ZodObject<{
        flag: z.ZodString;
        killed: z.ZodLiteral<true>;
        changed: z.ZodBoolean;
        offVariant: z.ZodNullable<z.ZodString>;
        revision: z.ZodInt;
        version: z.ZodInt;
    }, z.core.$strict>>>>;
    warnings: z.ZodOptional<z.ZodReadonly<z.ZodArray<z.ZodString>>>;
}, z.core.$strict>>;
export declare const historyResourceSchema: z.ZodReadonly<z.ZodObject<{
    revision: z.ZodInt;
    at: z.ZodISODateTime;
    actor: z.ZodReadonly<z.ZodObject<{
        id: z.ZodString;
        name: z.ZodString;
    }, z.core.$strict>>;
    action: z.ZodString;
    reason: z.ZodNullable<z.ZodString>;
    before: z.ZodType<import("@halyard/evaluator").JsonValue, unknown, z.core.$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>;
    after: z.ZodType<import("@halyard/evaluator").JsonValue, unknown, z.core.$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>;
    changeRequest: z.ZodOptional<z.ZodReadonly<z.ZodObject<{
        id: z.ZodString;
        author: z.ZodReadonly<z.ZodObject<{
            id: z.ZodString;
            name: z.ZodString;
        }, z.core.$strict>>;
        approvers: z.ZodReadonly<z.ZodArray<z.ZodReadonly<z.ZodObject<{
            id: z.ZodString;
            name: z.ZodString;
        }, z.core.$strict>>>>;
    }, z.core.$strict>>>;
}, z.core.$strict>>;
/** A variant, or a split with its weights and the exact ranges. */
export type ServeResource = z.infer<typeof serveResourceSchema>;
/** What a flag serves in an environment. */
export type ConfigurationResource = z.infer<typeof configurationResourceSchema>;
/** The answer to a write of a configuration; to a dry run, with what would change. */
export type WrittenConfiguration = z.infer<typeof writtenConfigurationSchema>;
/** The answer to a kill or a restore: who has applied it. */
export type KillResource = z.infer<typeof killResourceSchema>;
/** The answer to a kill of all flags with a tag. */
export type KillTaggedResource = z.infer<typeof killTaggedResourceSchema>;
/** One revision of a flag in an environment: who, what and why. */
export type HistoryResource = z.infer<typeof historyResourceSchema>;
export {};

// environment.d.ts
import * as z from 'zod';
export declare const createEnvironmentSchema: z.ZodObject<{
    reason: z.ZodOptional<z.ZodString>;
    protected: z.ZodOptional<z.ZodBoolean>;
    requiredApprovals: z.ZodOptional<z.ZodInt>;
    key: z.ZodString;
    name: z.ZodOptional<z.ZodString>;
}, z.core.$strict>;
export declare const patchEnvironmentSchema: z.ZodObject<{
    reason: z.ZodOptional<z.ZodString>;
    protected: z.ZodOptional<z.ZodBoolean>;
    requiredApprovals: z.ZodOptional<z.ZodInt>;
    name: z.ZodOptional<z.ZodString>;
}, z.core.$strict>;
/** Makes an environment. */
export type CreateEnvironment = z.infer<typeof createEnvironmentSchema>;
/** What changes of an environment. */
export type PatchEnvironment = z.infer<typeof patchEnvironmentSchema>;
export declare const environmentResourceSchema: z.ZodReadonly<z.ZodObject<{
    key: z.ZodString;
    id: z.ZodString;
    name: z.ZodString;
    protected: z.ZodBoolean;
    requiredApprovals: z.ZodInt;
    revision: z.ZodInt;
    createdAt: z.ZodISODateTime;
    version: z.ZodInt;
}, z.core.$strict>>;
/** An environment of a project. */
export type EnvironmentResource = z.infer<typeof environmentResourceSchema>;

// evaluation.d.ts
import type { ConditionTrace, Prerequisite, Serve } from '@halyard/evaluator';
import * as z from 'zod';
export declare const evaluateSchema: z.ZodObject<{
    reason: z.ZodOptional<z.ZodString>;
    context: z.ZodRecord<z.ZodString, z.ZodUnknown>;
    flags: z.ZodOptional<z.ZodArray<z.ZodString>>;
    revision: z.ZodOptional<z.ZodInt>;
}, z.core.$strict>;
declare const explanationSchema: z.ZodObject<{
    flagKey: z.ZodString;
    value: z.ZodOptional<z.ZodType<import("@halyard/evaluator").JsonValue, unknown, z.core.$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
    variant: z.ZodOptional<z.ZodString>;
    reason: z.ZodString;
    errorCode: z.ZodOptional<z.ZodString>;
    errorMessage: z.ZodOptional<z.ZodString>;
    flagMetadata: z.ZodRecord<z.ZodString, z.ZodType<import("@halyard/evaluator").Primitive, unknown, z.core.$ZodTypeInternals<import("@halyard/evaluator").Primitive, unknown>>>;
    prerequisites: z.ZodArray<z.ZodType<Prerequisite & {
        readonly isMet: boolean;
    }, unknown, z.core.$ZodTypeInternals<Prerequisite & {
        readonly isMet: boolean;
    }, unknown>>>;
    steps: z.ZodArray<z.ZodObject<{
        kind: z.ZodEnum<{
            fallthrough: "fallthrough";
            rule: "rule";
            target: "target";
        }>;
        id: z.ZodOptional<z.ZodString>;
        if: z.ZodOptional<z.ZodType<ConditionTrace, unknown, z.core.$ZodTypeInternals<ConditionTrace, unknown>>>;
        serve: z.ZodType<Serve, unknown, z.core.$ZodTypeInternals<Serve, unknown>>;
        placed: z.ZodOptional<z.ZodObject<{
            by: z.ZodString;
            actual: z.ZodOptional<z.ZodUnknown>;
            salt: z.ZodString;
            seed: z.ZodInt;
            text: z.ZodOptional<z.ZodString>;
            bucket: z.ZodOptional<z.ZodInt>;
            variant: z.ZodOptional<z.ZodString>;
            start: z.ZodOptional<z.ZodInt>;
            end: z.ZodOptional<z.ZodInt>;
        }, z.core.$strict>>;
    }, z.core.$strict>>;
    summary: z.ZodString;
    evaluated: z.ZodArray<z.ZodObject<{
        flagKey: z.ZodString;
        value: z.ZodOptional<z.ZodType<import("@halyard/evaluator").JsonValue, unknown, z.core.$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
        variant: z.ZodOptional<z.ZodString>;
        reason: z.ZodString;
        errorCode: z.ZodOptional<z.ZodString>;
        errorMessage: z.ZodOptional<z.ZodString>;
        flagMetadata: z.ZodRecord<z.ZodString, z.ZodType<import("@halyard/evaluator").Primitive, unknown, z.core.$ZodTypeInternals<import("@halyard/evaluator").Primitive, unknown>>>;
        prerequisites: z.ZodArray<z.ZodType<Prerequisite & {
            readonly isMet: boolean;
        }, unknown, z.core.$ZodTypeInternals<Prerequisite & {
            readonly isMet: boolean;
        }, unknown>>>;
        steps: z.ZodArray<z.ZodObject<{
            kind: z.ZodEnum<{
                fallthrough: "fallthrough";
                rule: "rule";
                target: "target";
            }>;
            id: z.ZodOptional<z.ZodString>;
            if: z.ZodOptional<z.ZodType<ConditionTrace, unknown, z.core.$ZodTypeInternals<ConditionTrace, unknown>>>;
            serve: z.ZodType<Serve, unknown, z.core.$ZodTypeInternals<Serve, unknown>>;
            placed: z.ZodOptional<z.ZodObject<{
                by: z.ZodString;
                actual: z.ZodOptional<z.ZodUnknown>;
                salt: z.ZodString;
                seed: z.ZodInt;
                text: z.ZodOptional<z.ZodString>;
                bucket: z.ZodOptional<z.ZodInt>;
                variant: z.ZodOptional<z.ZodString>;
                start: z.ZodOptional<z.ZodInt>;
                end: z.ZodOptional<z.ZodInt>;
            }, z.core.$strict>>;
        }, z.core.$strict>>;
    }, z.core.$strict>>;
    segments: z.ZodArray<z.ZodObject<{
        segment: z.ZodString;
        if: z.ZodOptional<z.ZodType<ConditionTrace, unknown, z.core.$ZodTypeInternals<ConditionTrace, unknown>>>;
        outcome: z.ZodUnion<readonly [z.ZodBoolean, z.ZodLiteral<"unknown">]>;
    }, z.core.$strict>>;
}, z.core.$strict>;
export declare const evaluateResourceSchema: z.ZodObject<{
    revision: z.ZodInt;
    flags: z.ZodRecord<z.ZodString, z.ZodObject<{
        flagKey: z.ZodString;
        value: z.ZodOptional<z.ZodType<import("@halyard/evaluator").JsonValue, unknown, z.core.$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
        variant: z.ZodOptional<z.ZodString>;
        reason: z.ZodString;
        errorCode: z.ZodOptional<z.ZodString>;
        errorMessage: z.ZodOptional<z.ZodString>;
        flagMetadata: z.ZodRecord<z.ZodString, z.ZodType<import("@halyard/evaluator").Primitive, unknown, z.core.$ZodTypeInternals<import("@halyard/evaluator").Primitive, unknown>>>;
        prerequisites: z.ZodArray<z.ZodType<Prerequisite & {
            readonly isMet: boolean;
        }, unknown, z.core.$ZodTypeInternals<Prerequisite & {
            readonly isMet: boolean;
        }, unknown>>>;
        steps: z.ZodArray<z.ZodObject<{
            kind: z.ZodEnum<{
                fallthrough: "fallthrough";
                rule: "rule";
                target: "target";
            }>;
            id: z.ZodOptional<z.ZodString>;
            if: z.ZodOptional<z.ZodType<ConditionTrace, unknown, z.core.$ZodTypeInternals<ConditionTrace, unknown>>>;
            serve: z.ZodType<Serve, unknown, z.core.$ZodTypeInternals<Serve, unknown>>;
            placed: z.ZodOptional<z.ZodObject<{
                by: z.ZodString;
                actual: z.ZodOptional<z.ZodUnknown>;
                salt: z.ZodString;
                seed: z.ZodInt;
                text: z.ZodOptional<z.ZodString>;
                bucket: z.ZodOptional<z.ZodInt>;
                variant: z.ZodOptional<z.ZodString>;
                start: z.ZodOptional<z.ZodInt>;
                end: z.ZodOptional<z.ZodInt>;
            }, z.core.$strict>>;
        }, z.core.$strict>>;
        summary: z.ZodString;
        evaluated: z.ZodArray<z.ZodObject<{
            flagKey: z.ZodString;
            value: z.ZodOptional<z.ZodType<import("@halyard/evaluator").JsonValue, unknown, z.core.$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
            variant: z.ZodOptional<z.ZodString>;
            reason: z.ZodString;
            errorCode: z.ZodOptional<z.ZodString>;
            errorMessage: z.ZodOptional<z.ZodString>;
            flagMetadata: z.ZodRecord<z.ZodString, z.ZodType<import("@halyard/evaluator").Primitive, unknown, z.core.$ZodTypeInternals<import("@halyard/evaluator").Primitive, unknown>>>;
            prerequisites: z.ZodArray<z.ZodType<Prerequisite & {
                readonly isMet: boolean;
            }, unknown, z.core.$ZodTypeInternals<Prerequisite & {
                readonly isMet: boolean;
            }, unknown>>>;
            steps: z.ZodArray<z.ZodObject<{
                kind: z.ZodEnum<{
                    fallthrough: "fallthrough";
                    rule: "rule";
                    target: "target";
                }>;
                id: z.ZodOptional<z.ZodString>;
                if: z.ZodOptional<z.ZodType<ConditionTrace, unknown, z.core.$ZodTypeInternals<ConditionTrace, unknown>>>;
                serve: z.ZodType<Serve, unknown, z.core.$ZodTypeInternals<Serve, unknown>>;
                placed: z.ZodOptional<z.ZodObject<{
                    by: z.ZodString;
                    actual: z.ZodOptional<z.ZodUnknown>;
                    salt: z.ZodString;
                    seed: z.ZodInt;
                    text: z.ZodOptional<z.ZodString>;
                    bucket: z.ZodOptional<z.ZodInt>;
                    variant: z.ZodOptional<z.ZodString>;
                    start: z.ZodOptional<z.ZodInt>;
                    end: z.ZodOptional<z.ZodInt>;
                }, z.core.$strict>>;
            }, z.core.$strict>>;
        }, z.core.$strict>>;
        segments: z.ZodArray<z.ZodObject<{
            segment: z.ZodString;
            if: z.ZodOptional<z.ZodType<ConditionTrace, unknown, z.core.$ZodTypeInternals<ConditionTrace, unknown>>>;
            outcome: z.ZodUnion<readonly [z.ZodBoolean, z.ZodLiteral<"unknown">]>;
        }, z.core.$strict>>;
    }, z.core.$strict>>;
}, z.core.$strict>;
/** Whose flags are to be explained. */
export type EvaluateInput = z.infer<typeof evaluateSchema>;
/** Flags as they would be served, each with its trace. */
export type EvaluateResource = z.infer<typeof evaluateResourceSchema>;
/** Why a flag serves what it serves. */
export type ExplanationResource = z.infer<typeof explanationSchema>;
export {};

// fields.d.ts
/** Pieces that several documents are made of. */
import type { JsonValue, Primitive } from '@halyard/evaluator';
import * as z from 'zod';
/** Keys of projects, environments, flags and segments, and names of variants. */
export declare const KEY_PATTERN: RegExp;
/** {@link KEY_PATTERN} in words. */
export declare const KEY_EXPECTED = "1 to 128 characters of A-Z a-z 0-9 . _ -, the first a letter or a digit";
export declare const keySchema: z.ZodString;
/** For people; any text on one line. */
export declare const nameSchema: z.ZodString;
export declare const textSchema: z.ZodString;
export declare const reasonSchema: z.ZodString;
export declare const dateSchema: z.ZodISODateTime;
export declare const primitiveSchema: z.ZodType<Primitive>;
/** Any JSON. */
export declare const jsonSchema: z.ZodType<JsonValue>;
/** RFC 3339, as answers carry it. */
export declare const timeSchema: z.ZodISODateTime;
/** A resource's own version; its ETag. */
export declare const versionSchema: z.ZodInt;
/** Why, for the audit. */
export declare const withReason: {
    reason: z.ZodOptional<z.ZodString>;
};
/** Who acts: a token, by its id and name. */
export declare const personSchema: z.ZodReadonly<z.ZodObject<{
    id: z.ZodString;
    name: z.ZodString;
}, z.core.$strict>>;
/** On whose word a change was made: the request that asked for it. */
export declare const approvedBySchema: z.ZodReadonly<z.ZodObject<{
    id: z.ZodString;
    author: z.ZodReadonly<z.ZodObject<{
        id: z.ZodString;
        name: z.ZodString;
    }, z.core.$strict>>;
    approvers: z.ZodReadonly<z.ZodArray<z.ZodReadonly<z.ZodObject<{
        id: z.ZodString;
        name: z.ZodString;
    }, z.core.$strict>>>>;
}, z.core.$strict>>;
/** The change request that a change was made by. */
export type ApprovedBy = z.infer<typeof approvedBySchema>;

// flag.d.ts
import * as z from 'zod';
/** What a flag’s values can be; all of one flag’s are of one type. */
export declare const FLAG_TYPES: readonly ['boolean', 'string', 'number', 'object'];
/** What a flag is for, and so how long it should live. @see docs/api.md */
export declare const FLAG_KINDS: readonly ['release', 'experiment', 'ops', 'permission', 'migration'];
export declare const createFlagSchema: z.ZodObject<{
    reason: z.ZodOptional<z.ZodString>;
    name: z.ZodOptional<z.ZodString>;
    description: z.ZodOptional<z.ZodNullable<z.ZodString>>;
    owner: z.ZodOptional<z.ZodNullable<z.ZodString>>;
    kind: z.ZodOptional<z.ZodEnum<{
        experiment: "experiment";
        migration: "migration";
        ops: "ops";
        permission: "permission";
        release: "release";
    }>>;
    tags: z.ZodOptional<z.ZodArray<z.ZodString>>;
    variants: z.ZodOptional<z.ZodRecord<z.ZodString, z.ZodType<import("@halyard/evaluator").JsonValue, unknown, z.core.$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>>;
    metadata: z.ZodOptional<z.ZodRecord<z.ZodString, z.ZodType<import("@halyard/evaluator").Primitive, unknown, z.core.$ZodTypeInternals<import("@halyard/evaluator").Primitive, unknown>>>>;
    exposeToClients: z.ZodOptional<z.ZodBoolean>;
    salt: z.ZodOptional<z.ZodNullable<z.ZodString>>;
    expiresAt: z.ZodOptional<z.ZodNullable<z.ZodISODateTime>>;
    key: z.ZodString;
    type: z.ZodOptional<z.ZodEnum<{
        boolean: "boolean";
        number: "number";
        object: "object";
        string: "string";
    }>>;
}, z.core.$strict>;
/** A merge patch (RFC 7396); a flag's key and type stay what they are, and may come back so with what was got. */
export declare const patchFlagSchema: z.ZodObject<{
    reason: z.ZodOptional<z.ZodString>;
    name: z.ZodOptional<z.ZodString>;
    description: z.ZodOptional<z.ZodNullable<z.ZodString>>;
    owner: z.ZodOptional<z.ZodNullable<z.ZodString>>;
    kind: z.ZodOptional<z.ZodEnum<{
        experiment: "experiment";
        migration: "migration";
        ops: "ops";
        permission: "permission";
        release: "release";
    }>>;
    variants: z.ZodOptional<z.ZodRecord<z.ZodString, z.ZodType<import("@halyard/evaluator").JsonValue, unknown, z.core.$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>>;
    exposeToClients: z.ZodOptional<z.ZodBoolean>;
    salt: z.ZodOptional<z.ZodNullable<z.ZodString>>;
    expiresAt: z.ZodOptional<z.ZodNullable<z.ZodISODateTime>>;
    tags: z.ZodNullable<z.ZodOptional<z.ZodArray<z.ZodString>>>;
    metadata: z.ZodOptional<z.ZodNullable<z.ZodRecord<z.ZodString, z.ZodNullable<z.ZodType<import("@halyard/evaluator").Primitive, unknown, z.core.$ZodTypeInternals<import("@halyard/evaluator").Primitive, unknown>>>>>>;
    archived: z.ZodOptional<z.ZodBoolean>;
    key: z.ZodOptional<z.ZodString>;
    type: z.ZodOptional<z.ZodEnum<{
        boolean: "boolean";
        number: "number";
        object: "object";
        string: "string";
    }>>;
    createdAt: z.ZodOptional<z.ZodString>;
    updatedAt: z.ZodOptional<z.ZodString>;
    version: z.ZodOptional<z.ZodInt>;
    warnings: z.ZodOptional<z.ZodArray<z.ZodString>>;
}, z.core.$strict>;
/** Makes a flag. */
export type CreateFlag = z.infer<typeof createFlagSchema>;
/** What changes of a flag: a merge patch (RFC 7396). */
export type PatchFlag = z.infer<typeof patchFlagSchema>;
export declare const flagResourceSchema: z.ZodReadonly<z.ZodObject<{
    key: z.ZodString;
    name: z.ZodString;
    description: z.ZodNullable<z.ZodString>;
    owner: z.ZodNullable<z.ZodString>;
    kind: z.ZodEnum<{
        experiment: "experiment";
        migration: "migration";
        ops: "ops";
        permission: "permission";
        release: "release";
    }>;
    tags: z.ZodReadonly<z.ZodArray<z.ZodString>>;
    type: z.ZodEnum<{
        boolean: "boolean";
        number: "number";
        object: "object";
        string: "string";
    }>;
    variants: z.ZodReadonly<z.ZodRecord<z.ZodString, z.ZodType<import("@halyard/evaluator").JsonValue, unknown, z.core.$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>>;
    metadata: z.ZodReadonly<z.ZodRecord<z.ZodString, z.ZodType<import("@halyard/evaluator").Primitive, unknown, z.core.$ZodTypeInternals<import("@halyard/evaluator").Primitive, unknown>>>>;
    exposeToClients: z.ZodBoolean;
    salt: z.ZodNullable<z.ZodString>;
    expiresAt: z.ZodNullable<z.ZodString>;
    archived: z.ZodBoolean;
    createdAt: z.ZodISODateTime;
    updatedAt: z.ZodISODateTime;
    version: z.ZodInt;
}, z.core.$strict>>;
/** The answer to a write; to one that exposes the flag to clients, with what they come to see. */
export declare const writtenFlagSchema: z.ZodReadonly<z.ZodObject<{
    warnings: z.ZodOptional<z.ZodReadonly<z.ZodArray<z.ZodString>>>;
    key: z.ZodString;
    name: z.ZodString;
    description: z.ZodNullable<z.ZodString>;
    owner: z.ZodNullable<z.ZodString>;
    kind: z.ZodEnum<{
        experiment: "experiment";
        migration: "migration";
        ops: "ops";
        permission: "permission";
        release: "release";
    }>;
    tags: z.ZodReadonly<z.ZodArray<z.ZodString>>;
    type: z.ZodEnum<{
        boolean: "boolean";
        number: "number";
        object: "object";
        string: "string";
    }>;
    variants: z.ZodReadonly<z.ZodRecord<z.ZodString, z.ZodType<import("@halyard/evaluator").JsonValue, unknown, z.core.$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>>;
    metadata: z.ZodReadonly<z.ZodRecord<z.ZodString, z.ZodType<import("@halyard/evaluator").Primitive, unknown, z.core.$ZodTypeInternals<import("@halyard/evaluator").Primitive, unknown>>>>;
    exposeToClients: z.ZodBoolean;
    salt: z.ZodNullable<z.ZodString>;
    expiresAt: z.ZodNullable<z.ZodString>;
    archived: z.ZodBoolean;
    createdAt: z.ZodISODateTime;
    updatedAt: z.ZodISODateTime;
    version: z.ZodInt;
    reveals: z.ZodOptional<z.ZodReadonly<z.ZodArray<z.ZodReadonly<z.ZodObject<{
        environment: z.ZodString;
        items: z.ZodReadonly<z.ZodArray<z.ZodReadonly<z.ZodObject<{
            type: z.ZodEnum<{
                flag: "flag";
                segment: "segment";
            }>;
            key: z.ZodString;
            hidden: z.ZodOptional<z.ZodLiteral<true>>;
            hashed: z.ZodReadonly<z.ZodArray<z.ZodString>>;
            readable: z.ZodReadonly<z.ZodArray<z.ZodReadonly<z.ZodObject<{
                path: z.ZodString;
                attribute: z.ZodString;
                op: z.ZodString;
                value: z.ZodOptional<z.ZodType<import("@halyard/evaluator").JsonValue, unknown, z.core.$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
            }, z.core.$strict>>>>;
        }, z.core.$strict>>>>;
    }, z.core.$strict>>>>>;
}, z.core.$strict>>;
/** A flag, as it is in all environments. */
export type FlagResource = z.infer<typeof flagResourceSchema>;
/** The answer to a write of a flag; to one that exposes it to clients, with what they come to see. */
export type WrittenFlag = z.infer<typeof writtenFlagSchema>;

// index.d.ts
export type { AuditEntryResource, AuditQuery, VerificationResource } from './audit.ts';
export { CHANGE_REQUEST_STATES, type ChangeRequestResource, type ChangeRequestState, type ChangeRequestSummary, type CreateChangeRequest, type PatchChangeRequest, } from './change-request.ts';
export type { ChangeSet, ChangesResource } from './changes.ts';
export { AdminApiError, type AdminCall, type AdminClient, type AdminClientOptions, type CallOptions, createAdminClient, type FetchLike, } from './client.ts';
export { conditionSchema, OPERATORS } from './condition.ts';
export { type ConfigurationResource, type HistoryResource, type KillResource, type KillTaggedResource, mergePatchSchema, type PutConfiguration, putConfigurationSchema, type Rollback, type ServeInput, type ServeResource, WHOLE, type WrittenConfiguration, } from './configuration.ts';
export type { CreateEnvironment, EnvironmentResource, PatchEnvironment } from './environment.ts';
export type { EvaluateInput, EvaluateResource, ExplanationResource } from './evaluation.ts';
export { type ApprovedBy, KEY_EXPECTED, KEY_PATTERN } from './fields.ts';
export { type CreateFlag, FLAG_KINDS, FLAG_TYPES, type FlagResource, type PatchFlag, type WrittenFlag } from './flag.ts';
export { type EvaluationCountResource, STALE_CODES, type StaleFlagResource, type UsageResource } from './insight.ts';
export { createOpenApi, type OpenApiDocument } from './openapi.ts';
export type { Method, Nothing, Operation, Operations, ParamsOf } from './operation.ts';
export { listOperations, operations } from './operations.ts';
export { PERMISSIONS, type Permission, ROLES, type Role } from './permissions.ts';
export type { Move, Preview, Reach } from './preview.ts';
export { type ListResource, type ProblemDocument, type ProblemError, problemSchema } from './problem.ts';
export type { CreateProject, PatchProject, ProjectResource } from './project.ts';
export { type AppliedResource, CONNECTION_STATES, type ConnectionResource, type LaggardResource, } from './propagation.ts';
export type { RevealedItem, Reveals } from './reveals.ts';
export { type CreateKey, KEY_KINDS, type KeyResource, type RotateKey } from './sdk-key.ts';
export type { PutSegment, SegmentResource } from './segment.ts';
export { suggest } from './suggest.ts';
export type { CreateToken, OwnToken, TokenResource } from './token.ts';
export { pointer, type Schema, told, type Validated, validate } from './validate.ts';
export { type CreateWebhook, DELIVERY_STATES, type DeliveryResource, type DeliveryState, type PatchWebhook, type RotateWebhook, type WebhookResource, } from './webhook.ts';

// insight.d.ts
import * as z from 'zod';
export declare const evaluationCountSchema: z.ZodReadonly<z.ZodObject<{
    at: z.ZodISODateTime;
    variant: z.ZodString;
    sdk: z.ZodString;
    n: z.ZodInt;
}, z.core.$strict>>;
export declare const usageResourceSchema: z.ZodReadonly<z.ZodObject<{
    flag: z.ZodString;
    archived: z.ZodBoolean;
    environments: z.ZodReadonly<z.ZodArray<z.ZodReadonly<z.ZodObject<{
        environment: z.ZodString;
        enabled: z.ZodBoolean;
        killed: z.ZodBoolean;
        changedAt: z.ZodISODateTime;
        lastEvaluatedAt: z.ZodNullable<z.ZodISODateTime>;
        evaluationsLastDay: z.ZodInt;
        evaluationsLastWeek: z.ZodInt;
        sdks: z.ZodReadonly<z.ZodArray<z.ZodString>>;
        prerequisiteOf: z.ZodReadonly<z.ZodArray<z.ZodString>>;
    }, z.core.$strict>>>>;
    canArchive: z.ZodBoolean;
    obstacles: z.ZodReadonly<z.ZodArray<z.ZodString>>;
}, z.core.$strict>>;
/** Why a flag should perhaps be gone. */
export declare const STALE_CODES: readonly ['fully-rolled-out', 'constant', 'not-evaluated', 'expired', 'abandoned', 'review-due'];
export declare const staleFlagSchema: z.ZodReadonly<z.ZodObject<{
    flag: z.ZodString;
    kind: z.ZodEnum<{
        experiment: "experiment";
        migration: "migration";
        ops: "ops";
        permission: "permission";
        release: "release";
    }>;
    owner: z.ZodNullable<z.ZodString>;
    reasons: z.ZodReadonly<z.ZodArray<z.ZodReadonly<z.ZodObject<{
        code: z.ZodEnum<{
            abandoned: "abandoned";
            constant: "constant";
            expired: "expired";
            "fully-rolled-out": "fully-rolled-out";
            "not-evaluated": "not-evaluated";
            "review-due": "review-due";
        }>;
        detail: z.ZodString;
        since: z.ZodISODateTime;
    }, z.core.$strict>>>>;
}, z.core.$strict>>;
/** How often a flag served a variant to an SDK, in an hour or a day. */
export type EvaluationCountResource = z.infer<typeof evaluationCountSchema>;
/** Who still evaluates a flag or depends on it. */
export type UsageResource = z.infer<typeof usageResourceSchema>;
/** A flag that should perhaps be gone, and why. */
export type StaleFlagResource = z.infer<typeof staleFlagSchema>;

// openapi.d.ts
type Json = Readonly<Record<string, unknown>>;
/** The parts of an OpenAPI 3.1 document that this one has. */
export interface OpenApiDocument {
    readonly openapi: '3.1.1';
    readonly info: Json;
    readonly servers: readonly Json[];
    readonly security: readonly Json[];
    readonly tags: readonly {
        readonly name: string;
    }[];
    readonly paths: Readonly<Record<string, Readonly<Record<string, Json>>>>;
    readonly components: {
        readonly securitySchemes: Json;
        readonly parameters: Json;
        readonly headers: Json;
        readonly responses: Json;
        readonly schemas: Readonly<Record<string, unknown>>;
    };
}
/** Makes the document anew; it is the same each time. */
export declare function createOpenApi(): OpenApiDocument;
export {};

// operation.d.ts
/**
 * What one operation of the admin API is: said once, and read by the server that answers it, the client that calls it,
 * the OpenAPI document and the tests that walk them all.
 */
import * as z from 'zod';
import type { Permission } from './permissions.ts';
/** What an operation does with its resource. */
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
/** No parameters, no body, no content. */
export type Nothing = undefined;
/** One row of the table of operations. */
export interface Operation<Path extends string = string, Query extends z.ZodObject = z.ZodObject, Body extends z.ZodType | Nothing = z.ZodType | Nothing, Answer extends z.ZodType | Nothing = z.ZodType | Nothing> {
    readonly method: Method;
    /** Under `/api/v1`, with `:name` for parameters. */
    readonly path: Path;
    /** One sentence, for people. */
    readonly summary: string;
    /** What the caller must hold, where the path says. */
    readonly permission: Permission;
    readonly query: Query;
    /** Undefined: the operation reads no body. */
    readonly body: Body;
    /** What the body may have at most, where that is less than for others. */
    readonly maxBodyBytes?: number;
    /** Undefined: the answer has no content (`204`). */
    readonly answer: Answer;
    /** How it answers when all went well; the first unless it was a dry run. */
    readonly statuses: readonly (200 | 201 | 204)[];
    /** Set where the answer is no JSON document: the types that it comes as. */
    readonly contentTypes?: readonly string[];
    /** Set where nothing may stand between a person and the operation: unknown query parameters are ignored. */
    readonly urgent?: true;
    /** A request that works against the examples of the other operations. */
    readonly example: Example<Path, z.input<Query>, Body>;
}
export interface Example<Path extends string, Query, Body> {
    readonly params: ParamsOf<Path>;
    readonly query?: Partial<Query>;
    readonly body?: Body extends z.ZodType ? z.input<Body> : Nothing;
}
/** The names that a path leaves open: `/projects/:project` has `project`. */
export type ParamsOf<Path extends string> = string extends Path ? Readonly<Record<string, string>> : {
    readonly [Name in ParamNames<Path>]: string;
};
type ParamNames<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}` ? Name | ParamNames<Rest> : Path extends `${string}:${infer Name}` ? Name : never;
/** A group of operations on one noun. */
export type Operations = Readonly<Record<string, Operation>>;
type Described<Path extends string, Query extends z.ZodObject, Body extends z.ZodType | Nothing, Answer extends z.ZodType | Nothing> = Pick<Operation, 'summary' | 'permission' | 'urgent' | 'contentTypes' | 'maxBodyBytes'> & {
    readonly example: Example<NoInfer<Path>, z.input<NoInfer<Query>>, NoInfer<Body>>;
    readonly query?: Query;
    readonly body?: Body;
    readonly answer?: Answer;
    /** Makes something: `201` with its `Location`. */
    readonly creates?: boolean;
};
type Empty = z.ZodObject<Record<never, never>, z.core.$strict>;
/** Describes `GET /path` and its like. */
export declare function operation<const Path extends string, Query extends z.ZodObject = Empty, Body extends z.ZodType | Nothing = Nothing, Answer extends z.ZodType | Nothing = Nothing>(method: Method, path: Path, { query, body, answer, creates, ...rest }: Described<Path, Query, Body, Answer>): Operation<Path, Query, Body, Answer>;
/** `?dryRun=true`: decides, validates and answers as if, and changes nothing. */
export declare const dryRun: z.ZodOptional<z.ZodBoolean>;
/** The query of every write. */
export declare const writeQuery: z.ZodObject<{
    dryRun: z.ZodOptional<z.ZodBoolean>;
}, z.core.$strict>;
/** The same for what SDKs see change. */
export declare const changeQuery: z.ZodObject<{
    dryRun: z.ZodOptional<z.ZodBoolean>;
    confirm: z.ZodOptional<z.ZodBoolean>;
}, z.core.$strict>;
/** The query of every list. */
export declare const listQuery: z.ZodObject<{
    limit: z.ZodOptional<z.ZodInt>;
    cursor: z.ZodOptional<z.ZodString>;
}, z.core.$strict>;
/** The query of a list that can be narrowed. */
export declare function listQueryWith<Shape extends z.core.$ZodLooseShape>(shape: Shape): z.ZodObject<{
    limit: z.ZodOptional<z.ZodInt>;
    cursor: z.ZodOptional<z.ZodString>;
} & Shape extends infer T ? { -readonly [P in keyof T]: T[P]; } : never, z.core.$strict>;
/** A page of items. */
export declare function listOf<Item extends z.ZodType>(item: Item): z.ZodObject<{
    items: z.ZodReadonly<z.ZodArray<Item>>;
    nextCursor: z.ZodNullable<z.ZodString>;
}, z.core.$strict>;
/** The body of a write that only says why. */
export declare const reasonBody: z.ZodObject<{
    reason: z.ZodOptional<z.ZodString>;
}, z.core.$strict>;
/** An answer that is text of its own kind. */
export declare const textAnswer: z.ZodString;
/** Goes on until somebody hangs up, so a client that waits for its end waits for ever. */
export declare const eventStreamAnswer: z.core.$ZodBranded<z.ZodString, "EventStream", "out">;
export type EventStream = z.infer<typeof eventStreamAnswer>;
export {};

// operations.d.ts
/** Every operation of the admin API, by noun and verb. @see docs/api.md */
import type { Operation } from './operation.ts';
/** The table: every operation by noun and verb, such as `operations.flags.create`. */
export declare const operations: {
    readonly projects: {
        readonly list: Operation<"/projects", import("zod").ZodObject<{
            limit: import("zod").ZodOptional<import("zod").ZodInt>;
            cursor: import("zod").ZodOptional<import("zod").ZodString>;
        }, import("zod/v4/core").$strict>, undefined, import("zod").ZodObject<{
            items: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                key: import("zod").ZodString;
                name: import("zod").ZodString;
                createdAt: import("zod").ZodISODateTime;
                version: import("zod").ZodInt;
            }, import("zod/v4/core").$strict>>>>;
            nextCursor: import("zod").ZodNullable<import("zod").ZodString>;
        }, import("zod/v4/core").$strict>>;
        readonly create: Operation<"/projects", import("zod").ZodObject<{
            dryRun: import("zod").ZodOptional<import("zod").ZodBoolean>;
        }, import("zod/v4/core").$strict>, import("zod").ZodObject<{
            reason: import("zod").ZodOptional<import("zod").ZodString>;
            key: import("zod").ZodString;
            name: import("zod").ZodOptional<import("zod").ZodString>;
        }, import("zod/v4/core").$strict>, import("zod").ZodReadonly<import("zod").ZodObject<{
            key: import("zod").ZodString;
            name: import("zod").ZodString;
            createdAt: import("zod").ZodISODateTime;
            version: import("zod").ZodInt;
        }, import("zod/v4/core").$strict>>>;
        readonly get: Operation<"/projects/:project", import("zod").ZodObject<Record<never, never>, import("zod/v4/core").$strict>, undefined, import("zod").ZodReadonly<import("zod").ZodObject<{
            key: import("zod").ZodString;
            name: import("zod").ZodString;
            createdAt: import("zod").ZodISODateTime;
            version: import("zod").ZodInt;
        }, import("zod/v4/core").$strict>>>;
        readonly update: Operation<"/projects/:project", import("zod").ZodObject<{
            dryRun: import("zod").ZodOptional<import("zod").ZodBoolean>;
        }, import("zod/v4/core").$strict>, import("zod").ZodObject<{
            reason: import("zod").ZodOptional<import("zod").ZodString>;
            name: import("zod").ZodOptional<import("zod").ZodString>;
        }, import("zod/v4/core").$strict>, import("zod").ZodReadonly<import("zod").ZodObject<{
            key: import("zod").ZodString;
            name: import("zod").ZodString;
            createdAt: import("zod").ZodISODateTime;
            version: import("zod").ZodInt;
        }, import("zod/v4/core").$strict>>>;
        readonly delete: Operation<"/projects/:project", import("zod").ZodObject<{
            dryRun: import("zod").ZodOptional<import("zod").ZodBoolean>;
        }, import("zod/v4/core").$strict>, import("zod").ZodObject<{
            reason: import("zod").ZodOptional<import("zod").ZodString>;
        }, import("zod/v4/core").$strict>, undefined>;
    };
    readonly environments: {
        readonly list: Operation<"/projects/:project/environments", import("zod").ZodObject<{
            limit: import("zod").ZodOptional<import("zod").ZodInt>;
            cursor: import("zod").ZodOptional<import("zod").ZodString>;
        }, import("zod/v4/core").$strict>, undefined, import("zod").ZodObject<{
            items: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                key: import("zod").ZodString;
                id: import("zod").ZodString;
                name: import("zod").ZodString;
                protected: import("zod").ZodBoolean;
                requiredApprovals: import("zod").ZodInt;
                revision: import("zod").ZodInt;
                createdAt: import("zod").ZodISODateTime;
                version: import("zod").ZodInt;
            }, import("zod/v4/core").$strict>>>>;
            nextCursor: import("zod").ZodNullable<import("zod").ZodString>;
        }, import("zod/v4/core").$strict>>;
        readonly create: Operation<"/projects/:project/environments", import("zod").ZodObject<{
            dryRun: import("zod").ZodOptional<import("zod").ZodBoolean>;
        }, import("zod/v4/core").$strict>, import("zod").ZodObject<{
            reason: import("zod").ZodOptional<import("zod").ZodString>;
            protected: import("zod").ZodOptional<import("zod").ZodBoolean>;
            requiredApprovals: import("zod").ZodOptional<import("zod").ZodInt>;
            key: import("zod").ZodString;
            name: import("zod").ZodOptional<import("zod").ZodString>;
        }, import("zod/v4/core").$strict>, import("zod").ZodReadonly<import("zod").ZodObject<{
            key: import("zod").ZodString;
            id: import("zod").ZodString;
            name: import("zod").ZodString;
            protected: import("zod").ZodBoolean;
            requiredApprovals: import("zod").ZodInt;
            revision: import("zod").ZodInt;
            createdAt: import("zod").ZodISODateTime;
            version: import("zod").ZodInt;
        }, import("zod/v4/core").$strict>>>;
        readonly get: Operation<"/projects/:project/environments/:environment", import("zod").ZodObject<Record<never, never>, import("zod/v4/core").$strict>, undefined, import("zod").ZodReadonly<import("zod").ZodObject<{
            key: import("zod").ZodString;
            id: import("zod").ZodString;
            name: import("zod").ZodString;
            protected: import("zod").ZodBoolean;
            requiredApprovals: import("zod").ZodInt;
            revision: import("zod").ZodInt;
            createdAt: import("zod").ZodISODateTime;
            version: import("zod").ZodInt;
        }, import("zod/v4/core").$strict>>>;
        readonly update: Operation<"/projects/:project/environments/:environment", import("zod").ZodObject<{
            dryRun: import("zod").ZodOptional<import("zod").ZodBoolean>;
        }, import("zod/v4/core").$strict>, import("zod").ZodObject<{
            reason: import("zod").ZodOptional<import("zod").ZodString>;
            protected: import("zod").ZodOptional<import("zod").ZodBoolean>;
            requiredApprovals: import("zod").ZodOptional<import("zod").ZodInt>;
            name: import("zod").ZodOptional<import("zod").ZodString>;
        }, import("zod/v4/core").$strict>, import("zod").ZodReadonly<import("zod").ZodObject<{
            key: import("zod").ZodString;
            id: import("zod").ZodString;
            name: import("zod").ZodString;
            protected: import("zod").ZodBoolean;
            requiredApprovals: import("zod").ZodInt;
            revision: import("zod").ZodInt;
            createdAt: import("zod").ZodISODateTime;
            version: import("zod").ZodInt;
        }, import("zod/v4/core").$strict>>>;
        readonly delete: Operation<"/projects/:project/environments/:environment", import("zod").ZodObject<{
            dryRun: import("zod").ZodOptional<import("zod").ZodBoolean>;
        }, import("zod/v4/core").$strict>, import("zod").ZodObject<{
            reason: import("zod").ZodOptional<import("zod").ZodString>;
        }, import("zod/v4/core").$strict>, undefined>;
        readonly connections: Operation<"/projects/:project/environments/:environment/connections", import("zod").ZodObject<{
            limit: import("zod").ZodOptional<import("zod").ZodInt>;
            cursor: import("zod").ZodOptional<import("zod").ZodString>;
        }, import("zod/v4/core").$strict>, undefined, import("zod").ZodObject<{
            items: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                instance: import("zod").ZodNullable<import("zod").ZodString>;
                sdk: import("zod").ZodNullable<import("zod").ZodString>;
                version: import("zod").ZodNullable<import("zod").ZodString>;
                key: import("zod").ZodString;
                audience: import("zod").ZodEnum<{
                    client: "client";
                    server: "server";
                }>;
                revision: import("zod").ZodNullable<import("zod").ZodInt>;
                lagMs: import("zod").ZodNullable<import("zod").ZodNumber>;
                connectedAt: import("zod").ZodISODateTime;
                state: import("zod").ZodEnum<{
                    current: "current";
                    lagging: "lagging";
                    polling: "polling";
                    unconfirmed: "unconfirmed";
                }>;
            }, import("zod/v4/core").$strict>>>>;
            nextCursor: import("zod").ZodNullable<import("zod").ZodString>;
        }, import("zod/v4/core").$strict>>;
        readonly evaluate: Operation<"/projects/:project/environments/:environment/evaluate", import("zod").ZodObject<Record<never, never>, import("zod/v4/core").$strict>, import("zod").ZodObject<{
            reason: import("zod").ZodOptional<import("zod").ZodString>;
            context: import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodUnknown>;
            flags: import("zod").ZodOptional<import("zod").ZodArray<import("zod").ZodString>>;
            revision: import("zod").ZodOptional<import("zod").ZodInt>;
        }, import("zod/v4/core").$strict>, import("zod").ZodObject<{
            revision: import("zod").ZodInt;
            flags: import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodObject<{
                flagKey: import("zod").ZodString;
                value: import("zod").ZodOptional<import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
                variant: import("zod").ZodOptional<import("zod").ZodString>;
                reason: import("zod").ZodString;
                errorCode: import("zod").ZodOptional<import("zod").ZodString>;
                errorMessage: import("zod").ZodOptional<import("zod").ZodString>;
                flagMetadata: import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodType<import("@halyard/evaluator").Primitive, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").Primitive, unknown>>>;
                prerequisites: import("zod").ZodArray<import("zod").ZodType<import("@halyard/evaluator").Prerequisite & {
                    readonly isMet: boolean;
                }, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").Prerequisite & {
                    readonly isMet: boolean;
                }, unknown>>>;
                steps: import("zod").ZodArray<import("zod").ZodObject<{
                    kind: import("zod").ZodEnum<{
                        fallthrough: "fallthrough";
                        rule: "rule";
                        target: "target";
                    }>;
                    id: import("zod").ZodOptional<import("zod").ZodString>;
                    if: import("zod").ZodOptional<import("zod").ZodType<import("@halyard/evaluator").ConditionTrace, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").ConditionTrace, unknown>>>;
                    serve: import("zod").ZodType<import("@halyard/evaluator").Serve, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").Serve, unknown>>;
                    placed: import("zod").ZodOptional<import("zod").ZodObject<{
                        by: import("zod").ZodString;
                        actual: import("zod").ZodOptional<import("zod").ZodUnknown>;
                        salt: import("zod").ZodString;
                        seed: import("zod").ZodInt;
                        text: import("zod").ZodOptional<import("zod").ZodString>;
                        bucket: import("zod").ZodOptional<import("zod").ZodInt>;
                        variant: import("zod").ZodOptional<import("zod").ZodString>;
                        start: import("zod").ZodOptional<import("zod").ZodInt>;
                        end: import("zod").ZodOptional<import("zod").ZodInt>;
                    }, import("zod/v4/core").$strict>>;
                }, import("zod/v4/core").$strict>>;
                summary: import("zod").ZodString;
                evaluated: import("zod").ZodArray<import("zod").ZodObject<{
                    flagKey: import("zod").ZodString;
                    value: import("zod").ZodOptional<import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
                    variant: import("zod").ZodOptional<import("zod").ZodString>;
                    reason: import("zod").ZodString;
                    errorCode: import("zod").ZodOptional<import("zod").ZodString>;
                    errorMessage: import("zod").ZodOptional<import("zod").ZodString>;
                    flagMetadata: import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodType<import("@halyard/evaluator").Primitive, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").Primitive, unknown>>>;
                    prerequisites: import("zod").ZodArray<import("zod").ZodType<import("@halyard/evaluator").Prerequisite & {
                        readonly isMet: boolean;
                    }, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").Prerequisite & {
                        readonly isMet: boolean;
                    }, unknown>>>;
                    steps: import("zod").ZodArray<import("zod").ZodObject<{
                        kind: import("zod").ZodEnum<{
                            fallthrough: "fallthrough";
                            rule: "rule";
                            target: "target";
                        }>;
                        id: import("zod").ZodOptional<import("zod").ZodString>;
                        if: import("zod").ZodOptional<import("zod").ZodType<import("@halyard/evaluator").ConditionTrace, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").ConditionTrace, unknown>>>;
                        serve: import("zod").ZodType<import("@halyard/evaluator").Serve, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").Serve, unknown>>;
                        placed: import("zod").ZodOptional<import("zod").ZodObject<{
                            by: import("zod").ZodString;
                            actual: import("zod").ZodOptional<import("zod").ZodUnknown>;
                            salt: import("zod").ZodString;
                            seed: import("zod").ZodInt;
                            text: import("zod").ZodOptional<import("zod").ZodString>;
                            bucket: import("zod").ZodOptional<import("zod").ZodInt>;
                            variant: import("zod").ZodOptional<import("zod").ZodString>;
                            start: import("zod").ZodOptional<import("zod").ZodInt>;
                            end: import("zod").ZodOptional<import("zod").ZodInt>;
                        }, import("zod/v4/core").$strict>>;
                    }, import("zod/v4/core").$strict>>;
                }, import("zod/v4/core").$strict>>;
                segments: import("zod").ZodArray<import("zod").ZodObject<{
                    segment: import("zod").ZodString;
                    if: import("zod").ZodOptional<import("zod").ZodType<import("@halyard/evaluator").ConditionTrace, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").ConditionTrace, unknown>>>;
                    outcome: import("zod").ZodUnion<readonly [import("zod").ZodBoolean, import("zod").ZodLiteral<"unknown">]>;
                }, import("zod/v4/core").$strict>>;
            }, import("zod/v4/core").$strict>>;
        }, import("zod/v4/core").$strict>>;
    };
    readonly flags: {
        readonly list: Operation<"/projects/:project/flags", import("zod").ZodObject<{
            limit: import("zod").ZodOptional<import("zod").ZodInt>;
            cursor: import("zod").ZodOptional<import("zod").ZodString>;
            q: import("zod").ZodOptional<import("zod").ZodString>;
            tag: import("zod").ZodOptional<import("zod").ZodString>;
            kind: import("zod").ZodOptional<import("zod").ZodEnum<{
                experiment: "experiment";
                migration: "migration";
                ops: "ops";
                permission: "permission";
                release: "release";
            }>>;
            owner: import("zod").ZodOptional<import("zod").ZodString>;
            stale: import("zod").ZodOptional<import("zod").ZodBoolean>;
            state: import("zod").ZodOptional<import("zod").ZodEnum<{
                active: "active";
                all: "all";
                archived: "archived";
            }>>;
        }, import("zod/v4/core").$strict>, undefined, import("zod").ZodObject<{
            items: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                key: import("zod").ZodString;
                name: import("zod").ZodString;
                description: import("zod").ZodNullable<import("zod").ZodString>;
                owner: import("zod").ZodNullable<import("zod").ZodString>;
                kind: import("zod").ZodEnum<{
                    experiment: "experiment";
                    migration: "migration";
                    ops: "ops";
                    permission: "permission";
                    release: "release";
                }>;
                tags: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodString>>;
                type: import("zod").ZodEnum<{
                    boolean: "boolean";
                    number: "number";
                    object: "object";
                    string: "string";
                }>;
                variants: import("zod").ZodReadonly<import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>>;
                metadata: import("zod").ZodReadonly<import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodType<import("@halyard/evaluator").Primitive, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").Primitive, unknown>>>>;
                exposeToClients: import("zod").ZodBoolean;
                salt: import("zod").ZodNullable<import("zod").ZodString>;
                expiresAt: import("zod").ZodNullable<import("zod").ZodString>;
                archived: import("zod").ZodBoolean;
                createdAt: import("zod").ZodISODateTime;
                updatedAt: import("zod").ZodISODateTime;
                version: import("zod").ZodInt;
            }, import("zod/v4/core").$strict>>>>;
            nextCursor: import("zod").ZodNullable<import("zod").ZodString>;
        }, import("zod/v4/core").$strict>>;
        readonly create: Operation<"/projects/:project/flags", import("zod").ZodObject<{
            dryRun: import("zod").ZodOptional<import("zod").ZodBoolean>;
            confirm: import("zod").ZodOptional<import("zod").ZodBoolean>;
        }, import("zod/v4/core").$strict>, import("zod").ZodObject<{
            reason: import("zod").ZodOptional<import("zod").ZodString>;
            name: import("zod").ZodOptional<import("zod").ZodString>;
            description: import("zod").ZodOptional<import("zod").ZodNullable<import("zod").ZodString>>;
            owner: import("zod").ZodOptional<import("zod").ZodNullable<import("zod").ZodString>>;
            kind: import("zod").ZodOptional<import("zod").ZodEnum<{
                experiment: "experiment";
                migration: "migration";
                ops: "ops";
                permission: "permission";
                release: "release";
            }>>;
            tags: import("zod").ZodOptional<import("zod").ZodArray<import("zod").ZodString>>;
            variants: import("zod").ZodOptional<import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>>;
            metadata: import("zod").ZodOptional<import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodType<import("@halyard/evaluator").Primitive, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").Primitive, unknown>>>>;
            exposeToClients: import("zod").ZodOptional<import("zod").ZodBoolean>;
            salt: import("zod").ZodOptional<import("zod").ZodNullable<import("zod").ZodString>>;
            expiresAt: import("zod").ZodOptional<import("zod").ZodNullable<import("zod").ZodISODateTime>>;
            key: import("zod").ZodString;
            type: import("zod").ZodOptional<import("zod").ZodEnum<{
                boolean: "boolean";
                number: "number";
                object: "object";
                string: "string";
            }>>;
        }, import("zod/v4/core").$strict>, import("zod").ZodReadonly<import("zod").ZodObject<{
            warnings: import("zod").ZodOptional<import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodString>>>;
            key: import("zod").ZodString;
            name: import("zod").ZodString;
            description: import("zod").ZodNullable<import("zod").ZodString>;
            owner: import("zod").ZodNullable<import("zod").ZodString>;
            kind: import("zod").ZodEnum<{
                experiment: "experiment";
                migration: "migration";
                ops: "ops";
                permission: "permission";
                release: "release";
            }>;
            tags: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodString>>;
            type: import("zod").ZodEnum<{
                boolean: "boolean";
                number: "number";
                object: "object";
                string: "string";
            }>;
            variants: import("zod").ZodReadonly<import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>>;
            metadata: import("zod").ZodReadonly<import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodType<import("@halyard/evaluator").Primitive, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").Primitive, unknown>>>>;
            exposeToClients: import("zod").ZodBoolean;
            salt: import("zod").ZodNullable<import("zod").ZodString>;
            expiresAt: import("zod").ZodNullable<import("zod").ZodString>;
            archived: import("zod").ZodBoolean;
            createdAt: import("zod").ZodISODateTime;
            updatedAt: import("zod").ZodISODateTime;
            version: import("zod").ZodInt;
            reveals: import("zod").ZodOptional<import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                environment: import("zod").ZodString;
                items: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                    type: import("zod").ZodEnum<{
                        flag: "flag";
                        segment: "segment";
                    }>;
                    key: import("zod").ZodString;
                    hidden: import("zod").ZodOptional<import("zod").ZodLiteral<true>>;
                    hashed: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodString>>;
                    readable: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                        path: import("zod").ZodString;
                        attribute: import("zod").ZodString;
                        op: import("zod").ZodString;
                        value: import("zod").ZodOptional<import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
                    }, import("zod/v4/core").$strict>>>>;
                }, import("zod/v4/core").$strict>>>>;
            }, import("zod/v4/core").$strict>>>>>;
        }, import("zod/v4/core").$strict>>>;
        readonly get: Operation<"/projects/:project/flags/:flag", import("zod").ZodObject<Record<never, never>, import("zod/v4/core").$strict>, undefined, import("zod").ZodReadonly<import("zod").ZodObject<{
            key: import("zod").ZodString;
            name: import("zod").ZodString;
            description: import("zod").ZodNullable<import("zod").ZodString>;
            owner: import("zod").ZodNullable<import("zod").ZodString>;
            kind: import("zod").ZodEnum<{
                experiment: "experiment";
                migration: "migration";
                ops: "ops";
                permission: "permission";
                release: "release";
            }>;
            tags: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodString>>;
            type: import("zod").ZodEnum<{
                boolean: "boolean";
                number: "number";
                object: "object";
                string: "string";
            }>;
            variants: import("zod").ZodReadonly<import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>>;
            metadata: import("zod").ZodReadonly<import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodType<import("@halyard/evaluator").Primitive, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").Primitive, unknown>>>>;
            exposeToClients: import("zod").ZodBoolean;
            salt: import("zod").ZodNullable<import("zod").ZodString>;
            expiresAt: import("zod").ZodNullable<import("zod").ZodString>;
            archived: import("zod").ZodBoolean;
            createdAt: import("zod").ZodISODateTime;
            updatedAt: import("zod").ZodISODateTime;
            version: import("zod").ZodInt;
        }, import("zod/v4/core").$strict>>>;
        readonly update: Operation<"/projects/:project/flags/:flag", import("zod").ZodObject<{
            dryRun: import("zod").ZodOptional<import("zod").ZodBoolean>;
            confirm: import("zod").ZodOptional<import("zod").ZodBoolean>;
        }, import("zod/v4/core").$strict>, import("zod").ZodObject<{
            reason: import("zod").ZodOptional<import("zod").ZodString>;
            name: import("zod").ZodOptional<import("zod").ZodString>;
            description: import("zod").ZodOptional<import("zod").ZodNullable<import("zod").ZodString>>;
            owner: import("zod").ZodOptional<import("zod").ZodNullable<import("zod").ZodString>>;
            kind: import("zod").ZodOptional<import("zod").ZodEnum<{
                experiment: "experiment";
                migration: "migration";
                ops: "ops";
                permission: "permission";
                release: "release";
            }>>;
            variants: import("zod").ZodOptional<import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>>;
            exposeToClients: import("zod").ZodOptional<import("zod").ZodBoolean>;
            salt: import("zod").ZodOptional<import("zod").ZodNullable<import("zod").ZodString>>;
            expiresAt: import("zod").ZodOptional<import("zod").ZodNullable<import("zod").ZodISODateTime>>;
            tags: import("zod").ZodNullable<import("zod").ZodOptional<import("zod").ZodArray<import("zod").ZodString>>>;
            metadata: import("zod").ZodOptional<import("zod").ZodNullable<import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodNullable<import("zod").ZodType<import("@halyard/evaluator").Primitive, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").Primitive, unknown>>>>>>;
            archived: import("zod").ZodOptional<import("zod").ZodBoolean>;
            key: import("zod").ZodOptional<import("zod").ZodString>;
            type: import("zod").ZodOptional<import("zod").ZodEnum<{
                boolean: "boolean";
                number: "number";
                object: "object";
                string: "string";
            }>>;
            createdAt: import("zod").ZodOptional<import("zod").ZodString>;
            updatedAt: import("zod").ZodOptional<import("zod").ZodString>;
            version: import("zod").ZodOptional<import("zod").ZodInt>;
            warnings: import("zod").ZodOptional<import("zod").ZodArray<import("zod").ZodString>>;
        }, import("zod/v4/core").$strict>, import("zod").ZodReadonly<import("zod").ZodObject<{
            warnings: import("zod").ZodOptional<import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodString>>>;
            key: import("zod").ZodString;
            name: import("zod").ZodString;
            description: import("zod").ZodNullable<import("zod").ZodString>;
            owner: import("zod").ZodNullable<import("zod").ZodString>;
            kind: import("zod").ZodEnum<{
                experiment: "experiment";
                migration: "migration";
                ops: "ops";
                permission: "permission";
                release: "release";
            }>;
            tags: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodString>>;
            type: import("zod").ZodEnum<{
                boolean: "boolean";
                number: "number";
                object: "object";
                string: "string";
            }>;
            variants: import("zod").ZodReadonly<import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>>;
            metadata: import("zod").ZodReadonly<import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodType<import("@halyard/evaluator").Primitive, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").Primitive, unknown>>>>;
            exposeToClients: import("zod").ZodBoolean;
            salt: import("zod").ZodNullable<import("zod").ZodString>;
            expiresAt: import("zod").ZodNullable<import("zod").ZodString>;
            archived: import("zod").ZodBoolean;
            createdAt: import("zod").ZodISODateTime;
            updatedAt: import("zod").ZodISODateTime;
            version: import("zod").ZodInt;
            reveals: import("zod").ZodOptional<import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                environment: import("zod").ZodString;
                items: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                    type: import("zod").ZodEnum<{
                        flag: "flag";
                        segment: "segment";
                    }>;
                    key: import("zod").ZodString;
                    hidden: import("zod").ZodOptional<import("zod").ZodLiteral<true>>;
                    hashed: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodString>>;
                    readable: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                        path: import("zod").ZodString;
                        attribute: import("zod").ZodString;
                        op: import("zod").ZodString;
                        value: import("zod").ZodOptional<import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
                    }, import("zod/v4/core").$strict>>>>;
                }, import("zod/v4/core").$strict>>>>;
            }, import("zod/v4/core").$strict>>>>>;
        }, import("zod/v4/core").$strict>>>;
        readonly delete: Operation<"/projects/:project/flags/:flag", import("zod").ZodObject<{
            dryRun: import("zod").ZodOptional<import("zod").ZodBoolean>;
            confirm: import("zod").ZodOptional<import("zod").ZodBoolean>;
            purge: import("zod").ZodOptional<import("zod").ZodBoolean>;
        }, import("zod/v4/core").$strict>, import("zod").ZodObject<{
            reason: import("zod").ZodOptional<import("zod").ZodString>;
        }, import("zod/v4/core").$strict>, undefined>;
        readonly usage: Operation<"/projects/:project/flags/:flag/usage", import("zod").ZodObject<Record<never, never>, import("zod/v4/core").$strict>, undefined, import("zod").ZodReadonly<import("zod").ZodObject<{
            flag: import("zod").ZodString;
            archived: import("zod").ZodBoolean;
            environments: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                environment: import("zod").ZodString;
                enabled: import("zod").ZodBoolean;
                killed: import("zod").ZodBoolean;
                changedAt: import("zod").ZodISODateTime;
                lastEvaluatedAt: import("zod").ZodNullable<import("zod").ZodISODateTime>;
                evaluationsLastDay: import("zod").ZodInt;
                evaluationsLastWeek: import("zod").ZodInt;
                sdks: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodString>>;
                prerequisiteOf: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodString>>;
            }, import("zod/v4/core").$strict>>>>;
            canArchive: import("zod").ZodBoolean;
            obstacles: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodString>>;
        }, import("zod/v4/core").$strict>>>;
        readonly stale: Operation<"/projects/:project/stale-flags", import("zod").ZodObject<{
            limit: import("zod").ZodOptional<import("zod").ZodInt>;
            cursor: import("zod").ZodOptional<import("zod").ZodString>;
        }, import("zod/v4/core").$strict>, undefined, import("zod").ZodObject<{
            items: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                flag: import("zod").ZodString;
                kind: import("zod").ZodEnum<{
                    experiment: "experiment";
                    migration: "migration";
                    ops: "ops";
                    permission: "permission";
                    release: "release";
                }>;
                owner: import("zod").ZodNullable<import("zod").ZodString>;
                reasons: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                    code: import("zod").ZodEnum<{
                        abandoned: "abandoned";
                        constant: "constant";
                        expired: "expired";
                        "fully-rolled-out": "fully-rolled-out";
                        "not-evaluated": "not-evaluated";
                        "review-due": "review-due";
                    }>;
                    detail: import("zod").ZodString;
                    since: import("zod").ZodISODateTime;
                }, import("zod/v4/core").$strict>>>>;
            }, import("zod/v4/core").$strict>>>>;
            nextCursor: import("zod").ZodNullable<import("zod").ZodString>;
        }, import("zod/v4/core").$strict>>;
        readonly copy: Operation<"/projects/:project/flags/:flag/copy", import("zod").ZodObject<{
            dryRun: import("zod").ZodOptional<import("zod").ZodBoolean>;
            confirm: import("zod").ZodOptional<import("zod").ZodBoolean>;
        }, import("zod/v4/core").$strict>, import("zod").ZodObject<{
            reason: import("zod").ZodOptional<import("zod").ZodString>;
            from: import("zod").ZodString;
            to: import("zod").ZodString;
        }, import("zod/v4/core").$strict>, import("zod").ZodReadonly<import("zod").ZodObject<{
            preview: import("zod").ZodOptional<import("zod").ZodReadonly<import("zod").ZodObject<{
                summary: import("zod").ZodString;
                changes: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                    path: import("zod").ZodString;
                    before: import("zod").ZodOptional<import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
                    after: import("zod").ZodOptional<import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
                }, import("zod/v4/core").$strict>>>>;
                moves: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                    flag: import("zod").ZodString;
                    where: import("zod").ZodEnum<{
                        fallthrough: "fallthrough";
                        off: "off";
                        rule: "rule";
                    }>;
                    rule: import("zod").ZodOptional<import("zod").ZodString>;
                    from: import("zod").ZodNullable<import("zod").ZodString>;
                    to: import("zod").ZodNullable<import("zod").ZodString>;
                    buckets: import("zod").ZodInt;
                    estimated: import("zod").ZodOptional<import("zod").ZodLiteral<true>>;
                }, import("zod/v4/core").$strict>>>>;
                reach: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                    flag: import("zod").ZodString;
                    where: import("zod").ZodEnum<{
                        prerequisites: "prerequisites";
                        rule: "rule";
                        targets: "targets";
                    }>;
                    rule: import("zod").ZodOptional<import("zod").ZodString>;
                    segment: import("zod").ZodOptional<import("zod").ZodString>;
                    change: import("zod").ZodEnum<{
                        added: "added";
                        changed: "changed";
                        moved: "moved";
                        removed: "removed";
                    }>;
                }, import("zod/v4/core").$strict>>>>;
            }, import("zod/v4/core").$strict>>>;
            enabled: import("zod").ZodBoolean;
            killed: import("zod").ZodBoolean;
            offVariant: import("zod").ZodNullable<import("zod").ZodString>;
            prerequisites: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                flag: import("zod").ZodString;
                variant: import("zod").ZodString;
            }, import("zod/v4/core").$strict>>>>;
            targets: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodType<import("@halyard/evaluator").Target, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").Target, unknown>>>>;
            rules: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                id: import("zod").ZodString;
                if: import("zod").ZodOptional<import("zod").ZodCustom<import("@halyard/evaluator").Condition, import("@halyard/evaluator").Condition>>;
                serve: import("zod").ZodUnion<readonly [import("zod").ZodReadonly<import("zod").ZodObject<{
                    variant: import("zod").ZodString;
                }, import("zod/v4/core").$strict>>, import("zod").ZodReadonly<import("zod").ZodObject<{
                    split: import("zod").ZodReadonly<import("zod").ZodObject<{
                        by: import("zod").ZodString;
                        weights: import("zod").ZodReadonly<import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodInt>>;
                        ranges: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodTuple<[import("zod").ZodString, import("zod").ZodInt], null>>>>;
                    }, import("zod/v4/core").$strict>>;
                }, import("zod/v4/core").$strict>>]>;
            }, import("zod/v4/core").$strict>>>>;
            fallthrough: import("zod").ZodUnion<readonly [import("zod").ZodReadonly<import("zod").ZodObject<{
                variant: import("zod").ZodString;
            }, import("zod/v4/core").$strict>>, import("zod").ZodReadonly<import("zod").ZodObject<{
                split: import("zod").ZodReadonly<import("zod").ZodObject<{
                    by: import("zod").ZodString;
                    weights: import("zod").ZodReadonly<import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodInt>>;
                    ranges: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodTuple<[import("zod").ZodString, import("zod").ZodInt], null>>>>;
                }, import("zod/v4/core").$strict>>;
            }, import("zod/v4/core").$strict>>]>;
            maxStalenessMs: import("zod").ZodNullable<import("zod").ZodInt>;
            flag: import("zod").ZodString;
            environment: import("zod").ZodString;
            revision: import("zod").ZodInt;
            version: import("zod").ZodInt;
            warnings: import("zod").ZodOptional<import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodString>>>;
        }, import("zod/v4/core").$strict>>>;
    };
    readonly configurations: {
        readonly list: Operation<"/projects/:project/environments/:environment/flags", import("zod").ZodObject<{
            limit: import("zod").ZodOptional<import("zod").ZodInt>;
            cursor: import("zod").ZodOptional<import("zod").ZodString>;
        }, import("zod/v4/core").$strict>, undefined, import("zod").ZodObject<{
            items: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                enabled: import("zod").ZodBoolean;
                killed: import("zod").ZodBoolean;
                offVariant: import("zod").ZodNullable<import("zod").ZodString>;
                prerequisites: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                    flag: import("zod").ZodString;
                    variant: import("zod").ZodString;
                }, import("zod/v4/core").$strict>>>>;
                targets: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodType<import("@halyard/evaluator").Target, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").Target, unknown>>>>;
                rules: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                    id: import("zod").ZodString;
                    if: import("zod").ZodOptional<import("zod").ZodCustom<import("@halyard/evaluator").Condition, import("@halyard/evaluator").Condition>>;
                    serve: import("zod").ZodUnion<readonly [import("zod").ZodReadonly<import("zod").ZodObject<{
                        variant: import("zod").ZodString;
                    }, import("zod/v4/core").$strict>>, import("zod").ZodReadonly<import("zod").ZodObject<{
                        split: import("zod").ZodReadonly<import("zod").ZodObject<{
                            by: import("zod").ZodString;
                            weights: import("zod").ZodReadonly<import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodInt>>;
                            ranges: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodTuple<[import("zod").ZodString, import("zod").ZodInt], null>>>>;
                        }, import("zod/v4/core").$strict>>;
                    }, import("zod/v4/core").$strict>>]>;
                }, import("zod/v4/core").$strict>>>>;
                fallthrough: import("zod").ZodUnion<readonly [import("zod").ZodReadonly<import("zod").ZodObject<{
                    variant: import("zod").ZodString;
                }, import("zod/v4/core").$strict>>, import("zod").ZodReadonly<import("zod").ZodObject<{
                    split: import("zod").ZodReadonly<import("zod").ZodObject<{
                        by: import("zod").ZodString;
                        weights: import("zod").ZodReadonly<import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodInt>>;
                        ranges: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodTuple<[import("zod").ZodString, import("zod").ZodInt], null>>>>;
                    }, import("zod/v4/core").$strict>>;
                }, import("zod/v4/core").$strict>>]>;
                maxStalenessMs: import("zod").ZodNullable<import("zod").ZodInt>;
                flag: import("zod").ZodString;
                environment: import("zod").ZodString;
                revision: import("zod").ZodInt;
                version: import("zod").ZodInt;
                warnings: import("zod").ZodOptional<import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodString>>>;
            }, import("zod/v4/core").$strict>>>>;
            nextCursor: import("zod").ZodNullable<import("zod").ZodString>;
        }, import("zod/v4/core").$strict>>;
        readonly get: Operation<"/projects/:project/environments/:environment/flags/:flag", import("zod").ZodObject<Record<never, never>, import("zod/v4/core").$strict>, undefined, import("zod").ZodReadonly<import("zod").ZodObject<{
            enabled: import("zod").ZodBoolean;
            killed: import("zod").ZodBoolean;
            offVariant: import("zod").ZodNullable<import("zod").ZodString>;
            prerequisites: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                flag: import("zod").ZodString;
                variant: import("zod").ZodString;
            }, import("zod/v4/core").$strict>>>>;
            targets: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodType<import("@halyard/evaluator").Target, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").Target, unknown>>>>;
            rules: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                id: import("zod").ZodString;
                if: import("zod").ZodOptional<import("zod").ZodCustom<import("@halyard/evaluator").Condition, import("@halyard/evaluator").Condition>>;
                serve: import("zod").ZodUnion<readonly [import("zod").ZodReadonly<import("zod").ZodObject<{
                    variant: import("zod").ZodString;
                }, import("zod/v4/core").$strict>>, import("zod").ZodReadonly<import("zod").ZodObject<{
                    split: import("zod").ZodReadonly<import("zod").ZodObject<{
                        by: import("zod").ZodString;
                        weights: import("zod").ZodReadonly<import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodInt>>;
                        ranges: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodTuple<[import("zod").ZodString, import("zod").ZodInt], null>>>>;
                    }, import("zod/v4/core").$strict>>;
                }, import("zod/v4/core").$strict>>]>;
            }, import("zod/v4/core").$strict>>>>;
            fallthrough: import("zod").ZodUnion<readonly [import("zod").ZodReadonly<import("zod").ZodObject<{
                variant: import("zod").ZodString;
            }, import("zod/v4/core").$strict>>, import("zod").ZodReadonly<import("zod").ZodObject<{
                split: import("zod").ZodReadonly<import("zod").ZodObject<{
                    by: import("zod").ZodString;
                    weights: import("zod").ZodReadonly<import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodInt>>;
                    ranges: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodTuple<[import("zod").ZodString, import("zod").ZodInt], null>>>>;
                }, import("zod/v4/core").$strict>>;
            }, import("zod/v4/core").$strict>>]>;
            maxStalenessMs: import("zod").ZodNullable<import("zod").ZodInt>;
            flag: import("zod").ZodString;
            environment: import("zod").ZodString;
            revision: import("zod").ZodInt;
            version: import("zod").ZodInt;
            warnings: import("zod").ZodOptional<import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodString>>>;
        }, import("zod/v4/core").$strict>>>;
        readonly replace: Operation<"/projects/:project/environments/:environment/flags/:flag", import("zod").ZodObject<{
            dryRun: import("zod").ZodOptional<import("zod").ZodBoolean>;
            confirm: import("zod").ZodOptional<import("zod").ZodBoolean>;
        }, import("zod/v4/core").$strict>, import("zod").ZodObject<{
            reason: import("zod").ZodOptional<import("zod").ZodString>;
            flag: import("zod").ZodOptional<import("zod").ZodString>;
            environment: import("zod").ZodOptional<import("zod").ZodString>;
            revision: import("zod").ZodOptional<import("zod").ZodInt>;
            version: import("zod").ZodOptional<import("zod").ZodInt>;
            killed: import("zod").ZodOptional<import("zod").ZodBoolean>;
            warnings: import("zod").ZodOptional<import("zod").ZodArray<import("zod").ZodString>>;
            enabled: import("zod").ZodBoolean;
            offVariant: import("zod").ZodOptional<import("zod").ZodNullable<import("zod").ZodString>>;
            prerequisites: import("zod").ZodOptional<import("zod").ZodArray<import("zod").ZodObject<{
                flag: import("zod").ZodString;
                variant: import("zod").ZodString;
            }, import("zod/v4/core").$strict>>>;
            targets: import("zod").ZodOptional<import("zod").ZodArray<import("zod").ZodObject<{
                attribute: import("zod").ZodOptional<import("zod").ZodString>;
                values: import("zod").ZodArray<import("zod").ZodType<import("@halyard/evaluator").Primitive, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").Primitive, unknown>>>;
                variant: import("zod").ZodString;
            }, import("zod/v4/core").$strict>>>;
            rules: import("zod").ZodOptional<import("zod").ZodArray<import("zod").ZodObject<{
                id: import("zod").ZodOptional<import("zod").ZodString>;
                if: import("zod").ZodOptional<import("zod").ZodCustom<import("@halyard/evaluator").Condition, import("@halyard/evaluator").Condition>>;
                serve: import("zod").ZodObject<{
                    variant: import("zod").ZodOptional<import("zod").ZodString>;
                    split: import("zod").ZodOptional<import("zod").ZodObject<{
                        by: import("zod").ZodOptional<import("zod").ZodString>;
                        weights: import("zod").ZodOptional<import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodInt>>;
                        ranges: import("zod").ZodOptional<import("zod").ZodArray<import("zod").ZodTuple<[import("zod").ZodString, import("zod").ZodInt], null>>>;
                    }, import("zod/v4/core").$strict>>;
                }, import("zod/v4/core").$strict>;
            }, import("zod/v4/core").$strict>>>;
            fallthrough: import("zod").ZodObject<{
                variant: import("zod").ZodOptional<import("zod").ZodString>;
                split: import("zod").ZodOptional<import("zod").ZodObject<{
                    by: import("zod").ZodOptional<import("zod").ZodString>;
                    weights: import("zod").ZodOptional<import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodInt>>;
                    ranges: import("zod").ZodOptional<import("zod").ZodArray<import("zod").ZodTuple<[import("zod").ZodString, import("zod").ZodInt], null>>>;
                }, import("zod/v4/core").$strict>>;
            }, import("zod/v4/core").$strict>;
            maxStalenessMs: import("zod").ZodOptional<import("zod").ZodNullable<import("zod").ZodInt>>;
        }, import("zod/v4/core").$strict>, import("zod").ZodReadonly<import("zod").ZodObject<{
            preview: import("zod").ZodOptional<import("zod").ZodReadonly<import("zod").ZodObject<{
                summary: import("zod").ZodString;
                changes: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                    path: import("zod").ZodString;
                    before: import("zod").ZodOptional<import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
                    after: import("zod").ZodOptional<import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
                }, import("zod/v4/core").$strict>>>>;
                moves: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                    flag: import("zod").ZodString;
                    where: import("zod").ZodEnum<{
                        fallthrough: "fallthrough";
                        off: "off";
                        rule: "rule";
                    }>;
                    rule: import("zod").ZodOptional<import("zod").ZodString>;
                    from: import("zod").ZodNullable<import("zod").ZodString>;
                    to: import("zod").ZodNullable<import("zod").ZodString>;
                    buckets: import("zod").ZodInt;
                    estimated: import("zod").ZodOptional<import("zod").ZodLiteral<true>>;
                }, import("zod/v4/core").$strict>>>>;
                reach: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                    flag: import("zod").ZodString;
                    where: import("zod").ZodEnum<{
                        prerequisites: "prerequisites";
                        rule: "rule";
                        targets: "targets";
                    }>;
                    rule: import("zod").ZodOptional<import("zod").ZodString>;
                    segment: import("zod").ZodOptional<import("zod").ZodString>;
                    change: import("zod").ZodEnum<{
                        added: "added";
                        changed: "changed";
                        moved: "moved";
                        removed: "removed";
                    }>;
                }, import("zod/v4/core").$strict>>>>;
            }, import("zod/v4/core").$strict>>>;
            enabled: import("zod").ZodBoolean;
            killed: import("zod").ZodBoolean;
            offVariant: import("zod").ZodNullable<import("zod").ZodString>;
            prerequisites: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                flag: import("zod").ZodString;
                variant: import("zod").ZodString;
            }, import("zod/v4/core").$strict>>>>;
            targets: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodType<import("@halyard/evaluator").Target, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").Target, unknown>>>>;
            rules: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                id: import("zod").ZodString;
                if: import("zod").ZodOptional<import("zod").ZodCustom<import("@halyard/evaluator").Condition, import("@halyard/evaluator").Condition>>;
                serve: import("zod").ZodUnion<readonly [import("zod").ZodReadonly<import("zod").ZodObject<{
                    variant: import("zod").ZodString;
                }, import("zod/v4/core").$strict>>, import("zod").ZodReadonly<import("zod").ZodObject<{
                    split: import("zod").ZodReadonly<import("zod").ZodObject<{
                        by: import("zod").ZodString;
                        weights: import("zod").ZodReadonly<import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodInt>>;
                        ranges: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodTuple<[import("zod").ZodString, import("zod").ZodInt], null>>>>;
                    }, import("zod/v4/core").$strict>>;
                }, import("zod/v4/core").$strict>>]>;
            }, import("zod/v4/core").$strict>>>>;
            fallthrough: import("zod").ZodUnion<readonly [import("zod").ZodReadonly<import("zod").ZodObject<{
                variant: import("zod").ZodString;
            }, import("zod/v4/core").$strict>>, import("zod").ZodReadonly<import("zod").ZodObject<{
                split: import("zod").ZodReadonly<import("zod").ZodObject<{
                    by: import("zod").ZodString;
                    weights: import("zod").ZodReadonly<import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodInt>>;
                    ranges: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodTuple<[import("zod").ZodString, import("zod").ZodInt], null>>>>;
                }, import("zod/v4/core").$strict>>;
            }, import("zod/v4/core").$strict>>]>;
            maxStalenessMs: import("zod").ZodNullable<import("zod").ZodInt>;
            flag: import("zod").ZodString;
            environment: import("zod").ZodString;
            revision: import("zod").ZodInt;
            version: import("zod").ZodInt;
            warnings: import("zod").ZodOptional<import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodString>>>;
        }, import("zod/v4/core").$strict>>>;
        readonly update: Operation<"/projects/:project/environments/:environment/flags/:flag", import("zod").ZodObject<{
            dryRun: import("zod").ZodOptional<import("zod").ZodBoolean>;
            confirm: import("zod").ZodOptional<import("zod").ZodBoolean>;
        }, import("zod/v4/core").$strict>, import("zod").ZodObject<{
            reason: import("zod").ZodOptional<import("zod").ZodString>;
        }, import("zod/v4/core").$loose>, import("zod").ZodReadonly<import("zod").ZodObject<{
            preview: import("zod").ZodOptional<import("zod").ZodReadonly<import("zod").ZodObject<{
                summary: import("zod").ZodString;
                changes: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                    path: import("zod").ZodString;
                    before: import("zod").ZodOptional<import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
                    after: import("zod").ZodOptional<import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
                }, import("zod/v4/core").$strict>>>>;
                moves: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                    flag: import("zod").ZodString;
                    where: import("zod").ZodEnum<{
                        fallthrough: "fallthrough";
                        off: "off";
                        rule: "rule";
                    }>;
                    rule: import("zod").ZodOptional<import("zod").ZodString>;
                    from: import("zod").ZodNullable<import("zod").ZodString>;
                    to: import("zod").ZodNullable<import("zod").ZodString>;
                    buckets: import("zod").ZodInt;
                    estimated: import("zod").ZodOptional<import("zod").ZodLiteral<true>>;
                }, import("zod/v4/core").$strict>>>>;
                reach: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                    flag: import("zod").ZodString;
                    where: import("zod").ZodEnum<{
                        prerequisites: "prerequisites";
                        rule: "rule";
                        targets: "targets";
                    }>;
                    rule: import("zod").ZodOptional<import("zod").ZodString>;
                    segment: import("zod").ZodOptional<import("zod").ZodString>;
                    change: import("zod").ZodEnum<{
                        added: "added";
                        changed: "changed";
                        moved: "moved";
                        removed: "removed";
                    }>;
                }, import("zod/v4/core").$strict>>>>;
            }, import("zod/v4/core").$strict>>>;
            enabled: import("zod").ZodBoolean;
            killed: import("zod").ZodBoolean;
            offVariant: import("zod").ZodNullable<import("zod").ZodString>;
            prerequisites: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                flag: import("zod").ZodString;
                variant: import("zod").ZodString;
            }, import("zod/v4/core").$strict>>>>;
            targets: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodType<import("@halyard/evaluator").Target, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").Target, unknown>>>>;
            rules: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                id: import("zod").ZodString;
                if: import("zod").ZodOptional<import("zod").ZodCustom<import("@halyard/evaluator").Condition, import("@halyard/evaluator").Condition>>;
                serve: import("zod").ZodUnion<readonly [import("zod").ZodReadonly<import("zod").ZodObject<{
                    variant: import("zod").ZodString;
                }, import("zod/v4/core").$strict>>, import("zod").ZodReadonly<import("zod").ZodObject<{
                    split: import("zod").ZodReadonly<import("zod").ZodObject<{
                        by: import("zod").ZodString;
                        weights: import("zod").ZodReadonly<import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodInt>>;
                        ranges: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodTuple<[import("zod").ZodString, import("zod").ZodInt], null>>>>;
                    }, import("zod/v4/core").$strict>>;
                }, import("zod/v4/core").$strict>>]>;
            }, import("zod/v4/core").$strict>>>>;
            fallthrough: import("zod").ZodUnion<readonly [import("zod").ZodReadonly<import("zod").ZodObject<{
                variant: import("zod").ZodString;
            }, import("zod/v4/core").$strict>>, import("zod").ZodReadonly<import("zod").ZodObject<{
                split: import("zod").ZodReadonly<import("zod").ZodObject<{
                    by: import("zod").ZodString;
                    weights: import("zod").ZodReadonly<import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodInt>>;
                    ranges: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodTuple<[import("zod").ZodString, import("zod").ZodInt], null>>>>;
                }, import("zod/v4/core").$strict>>;
            }, import("zod/v4/core").$strict>>]>;
            maxStalenessMs: import("zod").ZodNullable<import("zod").ZodInt>;
            flag: import("zod").ZodString;
            environment: import("zod").ZodString;
            revision: import("zod").ZodInt;
            version: import("zod").ZodInt;
            warnings: import("zod").ZodOptional<import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodString>>>;
        }, import("zod/v4/core").$strict>>>;
        readonly kill: Operation<"/projects/:project/environments/:environment/flags/:flag/kill", import("zod").ZodObject<{
            waitFor: import("zod").ZodOptional<import("zod").ZodNumber>;
            timeoutMs: import("zod").ZodOptional<import("zod").ZodNumber>;
            dryRun: import("zod").ZodOptional<import("zod").ZodBoolean>;
        }, import("zod/v4/core").$strict>, import("zod").ZodObject<{
            reason: import("zod").ZodOptional<import("zod").ZodString>;
        }, import("zod/v4/core").$strict>, import("zod").ZodReadonly<import("zod").ZodObject<{
            connected: import("zod").ZodInt;
            applied: import("zod").ZodInt;
            p50Ms: import("zod").ZodNullable<import("zod").ZodNumber>;
            p99Ms: import("zod").ZodNullable<import("zod").ZodNumber>;
            laggards: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                instance: import("zod").ZodNullable<import("zod").ZodString>;
                sdk: import("zod").ZodNullable<import("zod").ZodString>;
                version: import("zod").ZodNullable<import("zod").ZodString>;
                revision: import("zod").ZodNullable<import("zod").ZodInt>;
                lastSeenMs: import("zod").ZodNumber;
                gone: import("zod").ZodBoolean;
            }, import("zod/v4/core").$strict>>>>;
            clientsConnected: import("zod").ZodInt;
            polling: import("zod").ZodInt;
            timedOut: import("zod").ZodBoolean;
            enabled: import("zod").ZodBoolean;
            killed: import("zod").ZodBoolean;
            offVariant: import("zod").ZodNullable<import("zod").ZodString>;
            prerequisites: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                flag: import("zod").ZodString;
                variant: import("zod").ZodString;
            }, import("zod/v4/core").$strict>>>>;
            targets: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodType<import("@halyard/evaluator").Target, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").Target, unknown>>>>;
            rules: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                id: import("zod").ZodString;
                if: import("zod").ZodOptional<import("zod").ZodCustom<import("@halyard/evaluator").Condition, import("@halyard/evaluator").Condition>>;
                serve: import("zod").ZodUnion<readonly [import("zod").ZodReadonly<import("zod").ZodObject<{
                    variant: import("zod").ZodString;
                }, import("zod/v4/core").$strict>>, import("zod").ZodReadonly<import("zod").ZodObject<{
                    split: import("zod").ZodReadonly<import("zod").ZodObject<{
                        by: import("zod").ZodString;
                        weights: import("zod").ZodReadonly<import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodInt>>;
                        ranges: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodTuple<[import("zod").ZodString, import("zod").ZodInt], null>>>>;
                    }, import("zod/v4/core").$strict>>;
                }, import("zod/v4/core").$strict>>]>;
            }, import("zod/v4/core").$strict>>>>;
            fallthrough: import("zod").ZodUnion<readonly [import("zod").ZodReadonly<import("zod").ZodObject<{
                variant: import("zod").ZodString;
            }, import("zod/v4/core").$strict>>, import("zod").ZodReadonly<import("zod").ZodObject<{
                split: import("zod").ZodReadonly<import("zod").ZodObject<{
                    by: import("zod").ZodString;
                    weights: import("zod").ZodReadonly<import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodInt>>;
                    ranges: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodTuple<[import("zod").ZodString, import("zod").ZodInt], null>>>>;
                }, import("zod/v4/core").$strict>>;
            }, import("zod/v4/core").$strict>>]>;
            maxStalenessMs: import("zod").ZodNullable<import("zod").ZodInt>;
            flag: import("zod").ZodString;
            environment: import("zod").ZodString;
            revision: import("zod").ZodInt;
            version: import("zod").ZodInt;
            warnings: import("zod").ZodOptional<import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodString>>>;
        }, import("zod/v4/core").$strict>>>;
        readonly killTagged: Operation<"/projects/:project/environments/:environment/kill", import("zod").ZodObject<{
            waitFor: import("zod").ZodOptional<import("zod").ZodNumber>;
            timeoutMs: import("zod").ZodOptional<import("zod").ZodNumber>;
            dryRun: import("zod").ZodOptional<import("zod").ZodBoolean>;
        }, import("zod/v4/core").$strict>, import("zod").ZodObject<{
            reason: import("zod").ZodOptional<import("zod").ZodString>;
            tag: import("zod").ZodString;
        }, import("zod/v4/core").$strict>, import("zod").ZodReadonly<import("zod").ZodObject<{
            connected: import("zod").ZodInt;
            applied: import("zod").ZodInt;
            p50Ms: import("zod").ZodNullable<import("zod").ZodNumber>;
            p99Ms: import("zod").ZodNullable<import("zod").ZodNumber>;
            laggards: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                instance: import("zod").ZodNullable<import("zod").ZodString>;
                sdk: import("zod").ZodNullable<import("zod").ZodString>;
                version: import("zod").ZodNullable<import("zod").ZodString>;
                revision: import("zod").ZodNullable<import("zod").ZodInt>;
                lastSeenMs: import("zod").ZodNumber;
                gone: import("zod").ZodBoolean;
            }, import("zod/v4/core").$strict>>>>;
            clientsConnected: import("zod").ZodInt;
            polling: import("zod").ZodInt;
            timedOut: import("zod").ZodBoolean;
            environment: import("zod").ZodString;
            tag: import("zod").ZodString;
            revision: import("zod").ZodInt;
            flags: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                flag: import("zod").ZodString;
                killed: import("zod").ZodLiteral<true>;
                changed: import("zod").ZodBoolean;
                offVariant: import("zod").ZodNullable<import("zod").ZodString>;
                revision: import("zod").ZodInt;
                version: import("zod").ZodInt;
            }, import("zod/v4/core").$strict>>>>;
            warnings: import("zod").ZodOptional<import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodString>>>;
        }, import("zod/v4/core").$strict>>>;
        readonly restore: Operation<"/projects/:project/environments/:environment/flags/:flag/restore", import("zod").ZodObject<{
            waitFor: import("zod").ZodOptional<import("zod").ZodNumber>;
            timeoutMs: import("zod").ZodOptional<import("zod").ZodNumber>;
            dryRun: import("zod").ZodOptional<import("zod").ZodBoolean>;
        }, import("zod/v4/core").$strict>, import("zod").ZodObject<{
            reason: import("zod").ZodOptional<import("zod").ZodString>;
        }, import("zod/v4/core").$strict>, import("zod").ZodReadonly<import("zod").ZodObject<{
            connected: import("zod").ZodInt;
            applied: import("zod").ZodInt;
            p50Ms: import("zod").ZodNullable<import("zod").ZodNumber>;
            p99Ms: import("zod").ZodNullable<import("zod").ZodNumber>;
            laggards: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                instance: import("zod").ZodNullable<import("zod").ZodString>;
                sdk: import("zod").ZodNullable<import("zod").ZodString>;
                version: import("zod").ZodNullable<import("zod").ZodString>;
                revision: import("zod").ZodNullable<import("zod").ZodInt>;
                lastSeenMs: import("zod").ZodNumber;
                gone: import("zod").ZodBoolean;
            }, import("zod/v4/core").$strict>>>>;
            clientsConnected: import("zod").ZodInt;
            polling: import("zod").ZodInt;
            timedOut: import("zod").ZodBoolean;
            enabled: import("zod").ZodBoolean;
            killed: import("zod").ZodBoolean;
            offVariant: import("zod").ZodNullable<import("zod").ZodString>;
            prerequisites: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                flag: import("zod").ZodString;
                variant: import("zod").ZodString;
            }, import("zod/v4/core").$strict>>>>;
            targets: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodType<import("@halyard/evaluator").Target, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").Target, unknown>>>>;
            rules: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                id: import("zod").ZodString;
                if: import("zod").ZodOptional<import("zod").ZodCustom<import("@halyard/evaluator").Condition, import("@halyard/evaluator").Condition>>;
                serve: import("zod").ZodUnion<readonly [import("zod").ZodReadonly<import("zod").ZodObject<{
                    variant: import("zod").ZodString;
                }, import("zod/v4/core").$strict>>, import("zod").ZodReadonly<import("zod").ZodObject<{
                    split: import("zod").ZodReadonly<import("zod").ZodObject<{
                        by: import("zod").ZodString;
                        weights: import("zod").ZodReadonly<import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodInt>>;
                        ranges: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodTuple<[import("zod").ZodString, import("zod").ZodInt], null>>>>;
                    }, import("zod/v4/core").$strict>>;
                }, import("zod/v4/core").$strict>>]>;
            }, import("zod/v4/core").$strict>>>>;
            fallthrough: import("zod").ZodUnion<readonly [import("zod").ZodReadonly<import("zod").ZodObject<{
                variant: import("zod").ZodString;
            }, import("zod/v4/core").$strict>>, import("zod").ZodReadonly<import("zod").ZodObject<{
                split: import("zod").ZodReadonly<import("zod").ZodObject<{
                    by: import("zod").ZodString;
                    weights: import("zod").ZodReadonly<import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodInt>>;
                    ranges: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodTuple<[import("zod").ZodString, import("zod").ZodInt], null>>>>;
                }, import("zod/v4/core").$strict>>;
            }, import("zod/v4/core").$strict>>]>;
            maxStalenessMs: import("zod").ZodNullable<import("zod").ZodInt>;
            flag: import("zod").ZodString;
            environment: import("zod").ZodString;
            revision: import("zod").ZodInt;
            version: import("zod").ZodInt;
            warnings: import("zod").ZodOptional<import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodString>>>;
        }, import("zod/v4/core").$strict>>>;
        readonly rollBack: Operation<"/projects/:project/environments/:environment/flags/:flag/rollback", import("zod").ZodObject<{
            dryRun: import("zod").ZodOptional<import("zod").ZodBoolean>;
            confirm: import("zod").ZodOptional<import("zod").ZodBoolean>;
        }, import("zod/v4/core").$strict>, import("zod").ZodObject<{
            reason: import("zod").ZodOptional<import("zod").ZodString>;
            revision: import("zod").ZodInt;
        }, import("zod/v4/core").$strict>, import("zod").ZodReadonly<import("zod").ZodObject<{
            preview: import("zod").ZodOptional<import("zod").ZodReadonly<import("zod").ZodObject<{
                summary: import("zod").ZodString;
                changes: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                    path: import("zod").ZodString;
                    before: import("zod").ZodOptional<import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
                    after: import("zod").ZodOptional<import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
                }, import("zod/v4/core").$strict>>>>;
                moves: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                    flag: import("zod").ZodString;
                    where: import("zod").ZodEnum<{
                        fallthrough: "fallthrough";
                        off: "off";
                        rule: "rule";
                    }>;
                    rule: import("zod").ZodOptional<import("zod").ZodString>;
                    from: import("zod").ZodNullable<import("zod").ZodString>;
                    to: import("zod").ZodNullable<import("zod").ZodString>;
                    buckets: import("zod").ZodInt;
                    estimated: import("zod").ZodOptional<import("zod").ZodLiteral<true>>;
                }, import("zod/v4/core").$strict>>>>;
                reach: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                    flag: import("zod").ZodString;
                    where: import("zod").ZodEnum<{
                        prerequisites: "prerequisites";
                        rule: "rule";
                        targets: "targets";
                    }>;
                    rule: import("zod").ZodOptional<import("zod").ZodString>;
                    segment: import("zod").ZodOptional<import("zod").ZodString>;
                    change: import("zod").ZodEnum<{
                        added: "added";
                        changed: "changed";
                        moved: "moved";
                        removed: "removed";
                    }>;
                }, import("zod/v4/core").$strict>>>>;
            }, import("zod/v4/core").$strict>>>;
            enabled: import("zod").ZodBoolean;
            killed: import("zod").ZodBoolean;
            offVariant: import("zod").ZodNullable<import("zod").ZodString>;
            prerequisites: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                flag: import("zod").ZodString;
                variant: import("zod").ZodString;
            }, import("zod/v4/core").$strict>>>>;
            targets: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodType<import("@halyard/evaluator").Target, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").Target, unknown>>>>;
            rules: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                id: import("zod").ZodString;
                if: import("zod").ZodOptional<import("zod").ZodCustom<import("@halyard/evaluator").Condition, import("@halyard/evaluator").Condition>>;
                serve: import("zod").ZodUnion<readonly [import("zod").ZodReadonly<import("zod").ZodObject<{
                    variant: import("zod").ZodString;
                }, import("zod/v4/core").$strict>>, import("zod").ZodReadonly<import("zod").ZodObject<{
                    split: import("zod").ZodReadonly<import("zod").ZodObject<{
                        by: import("zod").ZodString;
                        weights: import("zod").ZodReadonly<import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodInt>>;
                        ranges: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodTuple<[import("zod").ZodString, import("zod").ZodInt], null>>>>;
                    }, import("zod/v4/core").$strict>>;
                }, import("zod/v4/core").$strict>>]>;
            }, import("zod/v4/core").$strict>>>>;
            fallthrough: import("zod").ZodUnion<readonly [import("zod").ZodReadonly<import("zod").ZodObject<{
                variant: import("zod").ZodString;
            }, import("zod/v4/core").$strict>>, import("zod").ZodReadonly<import("zod").ZodObject<{
                split: import("zod").ZodReadonly<import("zod").ZodObject<{
                    by: import("zod").ZodString;
                    weights: import("zod").ZodReadonly<import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodInt>>;
                    ranges: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodTuple<[import("zod").ZodString, import("zod").ZodInt], null>>>>;
                }, import("zod/v4/core").$strict>>;
            }, import("zod/v4/core").$strict>>]>;
            maxStalenessMs: import("zod").ZodNullable<import("zod").ZodInt>;
            flag: import("zod").ZodString;
            environment: import("zod").ZodString;
            revision: import("zod").ZodInt;
            version: import("zod").ZodInt;
            warnings: import("zod").ZodOptional<import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodString>>>;
        }, import("zod/v4/core").$strict>>>;
        readonly history: Operation<"/projects/:project/environments/:environment/flags/:flag/history", import("zod").ZodObject<{
            limit: import("zod").ZodOptional<import("zod").ZodInt>;
            cursor: import("zod").ZodOptional<import("zod").ZodString>;
        }, import("zod/v4/core").$strict>, undefined, import("zod").ZodObject<{
            items: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                revision: import("zod").ZodInt;
                at: import("zod").ZodISODateTime;
                actor: import("zod").ZodReadonly<import("zod").ZodObject<{
                    id: import("zod").ZodString;
                    name: import("zod").ZodString;
                }, import("zod/v4/core").$strict>>;
                action: import("zod").ZodString;
                reason: import("zod").ZodNullable<import("zod").ZodString>;
                before: import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>;
                after: import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>;
                changeRequest: import("zod").ZodOptional<import("zod").ZodReadonly<import("zod").ZodObject<{
                    id: import("zod").ZodString;
                    author: import("zod").ZodReadonly<import("zod").ZodObject<{
                        id: import("zod").ZodString;
                        name: import("zod").ZodString;
                    }, import("zod/v4/core").$strict>>;
                    approvers: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                        id: import("zod").ZodString;
                        name: import("zod").ZodString;
                    }, import("zod/v4/core").$strict>>>>;
                }, import("zod/v4/core").$strict>>>;
            }, import("zod/v4/core").$strict>>>>;
            nextCursor: import("zod").ZodNullable<import("zod").ZodString>;
        }, import("zod/v4/core").$strict>>;
        readonly evaluations: Operation<"/projects/:project/environments/:environment/flags/:flag/evaluations", import("zod").ZodObject<{
            from: import("zod").ZodOptional<import("zod").ZodISODateTime>;
            to: import("zod").ZodOptional<import("zod").ZodISODateTime>;
        }, import("zod/v4/core").$strict>, undefined, import("zod").ZodObject<{
            items: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                at: import("zod").ZodISODateTime;
                variant: import("zod").ZodString;
                sdk: import("zod").ZodString;
                n: import("zod").ZodInt;
            }, import("zod/v4/core").$strict>>>>;
            nextCursor: import("zod").ZodNullable<import("zod").ZodString>;
        }, import("zod/v4/core").$strict>>;
    };
    readonly changes: {
        readonly apply: Operation<"/projects/:project/environments/:environment/changes", import("zod").ZodObject<{
            dryRun: import("zod").ZodOptional<import("zod").ZodBoolean>;
            confirm: import("zod").ZodOptional<import("zod").ZodBoolean>;
        }, import("zod/v4/core").$strict>, import("zod").ZodObject<{
            reason: import("zod").ZodOptional<import("zod").ZodString>;
            flags: import("zod").ZodOptional<import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodObject<{}, import("zod/v4/core").$loose>>>;
            segments: import("zod").ZodOptional<import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodNullable<import("zod").ZodObject<{
                name: import("zod").ZodOptional<import("zod").ZodString>;
                description: import("zod").ZodOptional<import("zod").ZodNullable<import("zod").ZodString>>;
                by: import("zod").ZodOptional<import("zod").ZodNullable<import("zod").ZodString>>;
                included: import("zod").ZodOptional<import("zod").ZodArray<import("zod").ZodType<import("@halyard/evaluator").Primitive, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").Primitive, unknown>>>>;
                excluded: import("zod").ZodOptional<import("zod").ZodArray<import("zod").ZodType<import("@halyard/evaluator").Primitive, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").Primitive, unknown>>>>;
                if: import("zod").ZodOptional<import("zod").ZodNullable<import("zod").ZodCustom<import("@halyard/evaluator").Condition, import("@halyard/evaluator").Condition>>>;
                key: import("zod").ZodOptional<import("zod").ZodString>;
                environment: import("zod").ZodOptional<import("zod").ZodString>;
                revision: import("zod").ZodOptional<import("zod").ZodInt>;
                version: import("zod").ZodOptional<import("zod").ZodInt>;
                createdAt: import("zod").ZodOptional<import("zod").ZodString>;
                updatedAt: import("zod").ZodOptional<import("zod").ZodString>;
                warnings: import("zod").ZodOptional<import("zod").ZodArray<import("zod").ZodString>>;
            }, import("zod/v4/core").$strict>>>>;
        }, import("zod/v4/core").$strict>, import("zod").ZodReadonly<import("zod").ZodObject<{
            preview: import("zod").ZodOptional<import("zod").ZodReadonly<import("zod").ZodObject<{
                summary: import("zod").ZodString;
                changes: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                    path: import("zod").ZodString;
                    before: import("zod").ZodOptional<import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
                    after: import("zod").ZodOptional<import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
                }, import("zod/v4/core").$strict>>>>;
                moves: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                    flag: import("zod").ZodString;
                    where: import("zod").ZodEnum<{
                        fallthrough: "fallthrough";
                        off: "off";
                        rule: "rule";
                    }>;
                    rule: import("zod").ZodOptional<import("zod").ZodString>;
                    from: import("zod").ZodNullable<import("zod").ZodString>;
                    to: import("zod").ZodNullable<import("zod").ZodString>;
                    buckets: import("zod").ZodInt;
                    estimated: import("zod").ZodOptional<import("zod").ZodLiteral<true>>;
                }, import("zod/v4/core").$strict>>>>;
                reach: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                    flag: import("zod").ZodString;
                    where: import("zod").ZodEnum<{
                        prerequisites: "prerequisites";
                        rule: "rule";
                        targets: "targets";
                    }>;
                    rule: import("zod").ZodOptional<import("zod").ZodString>;
                    segment: import("zod").ZodOptional<import("zod").ZodString>;
                    change: import("zod").ZodEnum<{
                        added: "added";
                        changed: "changed";
                        moved: "moved";
                        removed: "removed";
                    }>;
                }, import("zod/v4/core").$strict>>>>;
            }, import("zod/v4/core").$strict>>>;
            warnings: import("zod").ZodOptional<import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodString>>>;
            environment: import("zod").ZodString;
            revision: import("zod").ZodInt;
            flags: import("zod").ZodReadonly<import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodReadonly<import("zod").ZodObject<{
                enabled: import("zod").ZodBoolean;
                killed: import("zod").ZodBoolean;
                offVariant: import("zod").ZodNullable<import("zod").ZodString>;
                prerequisites: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                    flag: import("zod").ZodString;
                    variant: import("zod").ZodString;
                }, import("zod/v4/core").$strict>>>>;
                targets: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodType<import("@halyard/evaluator").Target, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").Target, unknown>>>>;
                rules: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                    id: import("zod").ZodString;
                    if: import("zod").ZodOptional<import("zod").ZodCustom<import("@halyard/evaluator").Condition, import("@halyard/evaluator").Condition>>;
                    serve: import("zod").ZodUnion<readonly [import("zod").ZodReadonly<import("zod").ZodObject<{
                        variant: import("zod").ZodString;
                    }, import("zod/v4/core").$strict>>, import("zod").ZodReadonly<import("zod").ZodObject<{
                        split: import("zod").ZodReadonly<import("zod").ZodObject<{
                            by: import("zod").ZodString;
                            weights: import("zod").ZodReadonly<import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodInt>>;
                            ranges: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodTuple<[import("zod").ZodString, import("zod").ZodInt], null>>>>;
                        }, import("zod/v4/core").$strict>>;
                    }, import("zod/v4/core").$strict>>]>;
                }, import("zod/v4/core").$strict>>>>;
                fallthrough: import("zod").ZodUnion<readonly [import("zod").ZodReadonly<import("zod").ZodObject<{
                    variant: import("zod").ZodString;
                }, import("zod/v4/core").$strict>>, import("zod").ZodReadonly<import("zod").ZodObject<{
                    split: import("zod").ZodReadonly<import("zod").ZodObject<{
                        by: import("zod").ZodString;
                        weights: import("zod").ZodReadonly<import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodInt>>;
                        ranges: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodTuple<[import("zod").ZodString, import("zod").ZodInt], null>>>>;
                    }, import("zod/v4/core").$strict>>;
                }, import("zod/v4/core").$strict>>]>;
                maxStalenessMs: import("zod").ZodNullable<import("zod").ZodInt>;
                flag: import("zod").ZodString;
                environment: import("zod").ZodString;
                revision: import("zod").ZodInt;
                version: import("zod").ZodInt;
                warnings: import("zod").ZodOptional<import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodString>>>;
            }, import("zod/v4/core").$strict>>>>;
            segments: import("zod").ZodReadonly<import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodNullable<import("zod").ZodReadonly<import("zod").ZodObject<{
                key: import("zod").ZodString;
                environment: import("zod").ZodString;
                revision: import("zod").ZodInt;
                name: import("zod").ZodString;
                description: import("zod").ZodNullable<import("zod").ZodString>;
                by: import("zod").ZodNullable<import("zod").ZodString>;
                included: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodType<import("@halyard/evaluator").Primitive, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").Primitive, unknown>>>>;
                excluded: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodType<import("@halyard/evaluator").Primitive, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").Primitive, unknown>>>>;
                if: import("zod").ZodNullable<import("zod").ZodCustom<import("@halyard/evaluator").Condition, import("@halyard/evaluator").Condition>>;
                createdAt: import("zod").ZodISODateTime;
                updatedAt: import("zod").ZodISODateTime;
                version: import("zod").ZodInt;
            }, import("zod/v4/core").$strict>>>>>;
        }, import("zod/v4/core").$strict>>>;
    };
    readonly changeRequests: {
        readonly list: Operation<"/projects/:project/environments/:environment/change-requests", import("zod").ZodObject<{
            limit: import("zod").ZodOptional<import("zod").ZodInt>;
            cursor: import("zod").ZodOptional<import("zod").ZodString>;
            state: import("zod").ZodOptional<import("zod").ZodEnum<{
                applied: "applied";
                draft: "draft";
                open: "open";
                rejected: "rejected";
                withdrawn: "withdrawn";
            }>>;
        }, import("zod/v4/core").$strict>, undefined, import("zod").ZodObject<{
            items: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                id: import("zod").ZodString;
                environment: import("zod").ZodString;
                title: import("zod").ZodNullable<import("zod").ZodString>;
                reason: import("zod").ZodNullable<import("zod").ZodString>;
                state: import("zod").ZodEnum<{
                    applied: "applied";
                    draft: "draft";
                    open: "open";
                    rejected: "rejected";
                    withdrawn: "withdrawn";
                }>;
                author: import("zod").ZodReadonly<import("zod").ZodObject<{
                    id: import("zod").ZodString;
                    name: import("zod").ZodString;
                }, import("zod/v4/core").$strict>>;
                approvals: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                    by: import("zod").ZodReadonly<import("zod").ZodObject<{
                        id: import("zod").ZodString;
                        name: import("zod").ZodString;
                    }, import("zod/v4/core").$strict>>;
                    at: import("zod").ZodISODateTime;
                    reason: import("zod").ZodNullable<import("zod").ZodString>;
                }, import("zod/v4/core").$strict>>>>;
                requiredApprovals: import("zod").ZodInt;
                closed: import("zod").ZodNullable<import("zod").ZodReadonly<import("zod").ZodObject<{
                    by: import("zod").ZodReadonly<import("zod").ZodObject<{
                        id: import("zod").ZodString;
                        name: import("zod").ZodString;
                    }, import("zod/v4/core").$strict>>;
                    at: import("zod").ZodISODateTime;
                    reason: import("zod").ZodNullable<import("zod").ZodString>;
                }, import("zod/v4/core").$strict>>>;
                revision: import("zod").ZodNullable<import("zod").ZodInt>;
                createdAt: import("zod").ZodISODateTime;
                updatedAt: import("zod").ZodISODateTime;
                version: import("zod").ZodInt;
            }, import("zod/v4/core").$strict>>>>;
            nextCursor: import("zod").ZodNullable<import("zod").ZodString>;
        }, import("zod/v4/core").$strict>>;
        readonly create: Operation<"/projects/:project/environments/:environment/change-requests", import("zod").ZodObject<{
            dryRun: import("zod").ZodOptional<import("zod").ZodBoolean>;
        }, import("zod/v4/core").$strict>, import("zod").ZodObject<{
            reason: import("zod").ZodOptional<import("zod").ZodString>;
            flags: import("zod").ZodOptional<import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodObject<{}, import("zod/v4/core").$loose>>>;
            segments: import("zod").ZodOptional<import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodNullable<import("zod").ZodObject<{
                name: import("zod").ZodOptional<import("zod").ZodString>;
                description: import("zod").ZodOptional<import("zod").ZodNullable<import("zod").ZodString>>;
                by: import("zod").ZodOptional<import("zod").ZodNullable<import("zod").ZodString>>;
                included: import("zod").ZodOptional<import("zod").ZodArray<import("zod").ZodType<import("@halyard/evaluator").Primitive, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").Primitive, unknown>>>>;
                excluded: import("zod").ZodOptional<import("zod").ZodArray<import("zod").ZodType<import("@halyard/evaluator").Primitive, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").Primitive, unknown>>>>;
                if: import("zod").ZodOptional<import("zod").ZodNullable<import("zod").ZodCustom<import("@halyard/evaluator").Condition, import("@halyard/evaluator").Condition>>>;
                key: import("zod").ZodOptional<import("zod").ZodString>;
                environment: import("zod").ZodOptional<import("zod").ZodString>;
                revision: import("zod").ZodOptional<import("zod").ZodInt>;
                version: import("zod").ZodOptional<import("zod").ZodInt>;
                createdAt: import("zod").ZodOptional<import("zod").ZodString>;
                updatedAt: import("zod").ZodOptional<import("zod").ZodString>;
                warnings: import("zod").ZodOptional<import("zod").ZodArray<import("zod").ZodString>>;
            }, import("zod/v4/core").$strict>>>>;
            title: import("zod").ZodOptional<import("zod").ZodString>;
            draft: import("zod").ZodOptional<import("zod").ZodBoolean>;
        }, import("zod/v4/core").$strict>, import("zod").ZodReadonly<import("zod").ZodObject<{
            id: import("zod").ZodString;
            environment: import("zod").ZodString;
            title: import("zod").ZodNullable<import("zod").ZodString>;
            reason: import("zod").ZodNullable<import("zod").ZodString>;
            state: import("zod").ZodEnum<{
                applied: "applied";
                draft: "draft";
                open: "open";
                rejected: "rejected";
                withdrawn: "withdrawn";
            }>;
            author: import("zod").ZodReadonly<import("zod").ZodObject<{
                id: import("zod").ZodString;
                name: import("zod").ZodString;
            }, import("zod/v4/core").$strict>>;
            approvals: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                by: import("zod").ZodReadonly<import("zod").ZodObject<{
                    id: import("zod").ZodString;
                    name: import("zod").ZodString;
                }, import("zod/v4/core").$strict>>;
                at: import("zod").ZodISODateTime;
                reason: import("zod").ZodNullable<import("zod").ZodString>;
            }, import("zod/v4/core").$strict>>>>;
            requiredApprovals: import("zod").ZodInt;
            closed: import("zod").ZodNullable<import("zod").ZodReadonly<import("zod").ZodObject<{
                by: import("zod").ZodReadonly<import("zod").ZodObject<{
                    id: import("zod").ZodString;
                    name: import("zod").ZodString;
                }, import("zod/v4/core").$strict>>;
                at: import("zod").ZodISODateTime;
                reason: import("zod").ZodNullable<import("zod").ZodString>;
            }, import("zod/v4/core").$strict>>>;
            revision: import("zod").ZodNullable<import("zod").ZodInt>;
            createdAt: import("zod").ZodISODateTime;
            updatedAt: import("zod").ZodISODateTime;
            version: import("zod").ZodInt;
            changes: import("zod").ZodReadonly<import("zod").ZodObject<{
                flags: import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
                segments: import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
            }, import("zod/v4/core").$strict>>;
            preview: import("zod").ZodReadonly<import("zod").ZodObject<{
                summary: import("zod").ZodString;
                changes: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                    path: import("zod").ZodString;
                    before: import("zod").ZodOptional<import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
                    after: import("zod").ZodOptional<import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
                }, import("zod/v4/core").$strict>>>>;
                moves: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                    flag: import("zod").ZodString;
                    where: import("zod").ZodEnum<{
                        fallthrough: "fallthrough";
                        off: "off";
                        rule: "rule";
                    }>;
                    rule: import("zod").ZodOptional<import("zod").ZodString>;
                    from: import("zod").ZodNullable<import("zod").ZodString>;
                    to: import("zod").ZodNullable<import("zod").ZodString>;
                    buckets: import("zod").ZodInt;
                    estimated: import("zod").ZodOptional<import("zod").ZodLiteral<true>>;
                }, import("zod/v4/core").$strict>>>>;
                reach: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                    flag: import("zod").ZodString;
                    where: import("zod").ZodEnum<{
                        prerequisites: "prerequisites";
                        rule: "rule";
                        targets: "targets";
                    }>;
                    rule: import("zod").ZodOptional<import("zod").ZodString>;
                    segment: import("zod").ZodOptional<import("zod").ZodString>;
                    change: import("zod").ZodEnum<{
                        added: "added";
                        changed: "changed";
                        moved: "moved";
                        removed: "removed";
                    }>;
                }, import("zod/v4/core").$strict>>>>;
            }, import("zod/v4/core").$strict>>;
            conflicts: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                path: import("zod").ZodString;
                before: import("zod").ZodOptional<import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
                after: import("zod").ZodOptional<import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
            }, import("zod/v4/core").$strict>>>>;
        }, import("zod/v4/core").$strict>>>;
        readonly get: Operation<"/projects/:project/environments/:environment/change-requests/:id", import("zod").ZodObject<Record<never, never>, import("zod/v4/core").$strict>, undefined, import("zod").ZodReadonly<import("zod").ZodObject<{
            id: import("zod").ZodString;
            environment: import("zod").ZodString;
            title: import("zod").ZodNullable<import("zod").ZodString>;
            reason: import("zod").ZodNullable<import("zod").ZodString>;
            state: import("zod").ZodEnum<{
                applied: "applied";
                draft: "draft";
                open: "open";
                rejected: "rejected";
                withdrawn: "withdrawn";
            }>;
            author: import("zod").ZodReadonly<import("zod").ZodObject<{
                id: import("zod").ZodString;
                name: import("zod").ZodString;
            }, import("zod/v4/core").$strict>>;
            approvals: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                by: import("zod").ZodReadonly<import("zod").ZodObject<{
                    id: import("zod").ZodString;
                    name: import("zod").ZodString;
                }, import("zod/v4/core").$strict>>;
                at: import("zod").ZodISODateTime;
                reason: import("zod").ZodNullable<import("zod").ZodString>;
            }, import("zod/v4/core").$strict>>>>;
            requiredApprovals: import("zod").ZodInt;
            closed: import("zod").ZodNullable<import("zod").ZodReadonly<import("zod").ZodObject<{
                by: import("zod").ZodReadonly<import("zod").ZodObject<{
                    id: import("zod").ZodString;
                    name: import("zod").ZodString;
                }, import("zod/v4/core").$strict>>;
                at: import("zod").ZodISODateTime;
                reason: import("zod").ZodNullable<import("zod").ZodString>;
            }, import("zod/v4/core").$strict>>>;
            revision: import("zod").ZodNullable<import("zod").ZodInt>;
            createdAt: import("zod").ZodISODateTime;
            updatedAt: import("zod").ZodISODateTime;
            version: import("zod").ZodInt;
            changes: import("zod").ZodReadonly<import("zod").ZodObject<{
                flags: import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
                segments: import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
            }, import("zod/v4/core").$strict>>;
            preview: import("zod").ZodReadonly<import("zod").ZodObject<{
                summary: import("zod").ZodString;
                changes: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                    path: import("zod").ZodString;
                    before: import("zod").ZodOptional<import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
                    after: import("zod").ZodOptional<import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
                }, import("zod/v4/core").$strict>>>>;
                moves: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                    flag: import("zod").ZodString;
                    where: import("zod").ZodEnum<{
                        fallthrough: "fallthrough";
                        off: "off";
                        rule: "rule";
                    }>;
                    rule: import("zod").ZodOptional<import("zod").ZodString>;
                    from: import("zod").ZodNullable<import("zod").ZodString>;
                    to: import("zod").ZodNullable<import("zod").ZodString>;
                    buckets: import("zod").ZodInt;
                    estimated: import("zod").ZodOptional<import("zod").ZodLiteral<true>>;
                }, import("zod/v4/core").$strict>>>>;
                reach: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                    flag: import("zod").ZodString;
                    where: import("zod").ZodEnum<{
                        prerequisites: "prerequisites";
                        rule: "rule";
                        targets: "targets";
                    }>;
                    rule: import("zod").ZodOptional<import("zod").ZodString>;
                    segment: import("zod").ZodOptional<import("zod").ZodString>;
                    change: import("zod").ZodEnum<{
                        added: "added";
                        changed: "changed";
                        moved: "moved";
                        removed: "removed";
                    }>;
                }, import("zod/v4/core").$strict>>>>;
            }, import("zod/v4/core").$strict>>;
            conflicts: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                path: import("zod").ZodString;
                before: import("zod").ZodOptional<import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
                after: import("zod").ZodOptional<import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
            }, import("zod/v4/core").$strict>>>>;
        }, import("zod/v4/core").$strict>>>;
        readonly update: Operation<"/projects/:project/environments/:environment/change-requests/:id", import("zod").ZodObject<{
            dryRun: import("zod").ZodOptional<import("zod").ZodBoolean>;
        }, import("zod/v4/core").$strict>, import("zod").ZodObject<{
            reason: import("zod").ZodOptional<import("zod").ZodString>;
            flags: import("zod").ZodOptional<import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodObject<{}, import("zod/v4/core").$loose>>>;
            segments: import("zod").ZodOptional<import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodNullable<import("zod").ZodObject<{
                name: import("zod").ZodOptional<import("zod").ZodString>;
                description: import("zod").ZodOptional<import("zod").ZodNullable<import("zod").ZodString>>;
                by: import("zod").ZodOptional<import("zod").ZodNullable<import("zod").ZodString>>;
                included: import("zod").ZodOptional<import("zod").ZodArray<import("zod").ZodType<import("@halyard/evaluator").Primitive, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").Primitive, unknown>>>>;
                excluded: import("zod").ZodOptional<import("zod").ZodArray<import("zod").ZodType<import("@halyard/evaluator").Primitive, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").Primitive, unknown>>>>;
                if: import("zod").ZodOptional<import("zod").ZodNullable<import("zod").ZodCustom<import("@halyard/evaluator").Condition, import("@halyard/evaluator").Condition>>>;
                key: import("zod").ZodOptional<import("zod").ZodString>;
                environment: import("zod").ZodOptional<import("zod").ZodString>;
                revision: import("zod").ZodOptional<import("zod").ZodInt>;
                version: import("zod").ZodOptional<import("zod").ZodInt>;
                createdAt: import("zod").ZodOptional<import("zod").ZodString>;
                updatedAt: import("zod").ZodOptional<import("zod").ZodString>;
                warnings: import("zod").ZodOptional<import("zod").ZodArray<import("zod").ZodString>>;
            }, import("zod/v4/core").$strict>>>>;
            title: import("zod").ZodOptional<import("zod").ZodNullable<import("zod").ZodString>>;
        }, import("zod/v4/core").$strict>, import("zod").ZodReadonly<import("zod").ZodObject<{
            id: import("zod").ZodString;
            environment: import("zod").ZodString;
            title: import("zod").ZodNullable<import("zod").ZodString>;
            reason: import("zod").ZodNullable<import("zod").ZodString>;
            state: import("zod").ZodEnum<{
                applied: "applied";
                draft: "draft";
                open: "open";
                rejected: "rejected";
                withdrawn: "withdrawn";
            }>;
            author: import("zod").ZodReadonly<import("zod").ZodObject<{
                id: import("zod").ZodString;
                name: import("zod").ZodString;
            }, import("zod/v4/core").$strict>>;
            approvals: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                by: import("zod").ZodReadonly<import("zod").ZodObject<{
                    id: import("zod").ZodString;
                    name: import("zod").ZodString;
                }, import("zod/v4/core").$strict>>;
                at: import("zod").ZodISODateTime;
                reason: import("zod").ZodNullable<import("zod").ZodString>;
            }, import("zod/v4/core").$strict>>>>;
            requiredApprovals: import("zod").ZodInt;
            closed: import("zod").ZodNullable<import("zod").ZodReadonly<import("zod").ZodObject<{
                by: import("zod").ZodReadonly<import("zod").ZodObject<{
                    id: import("zod").ZodString;
                    name: import("zod").ZodString;
                }, import("zod/v4/core").$strict>>;
                at: import("zod").ZodISODateTime;
                reason: import("zod").ZodNullable<import("zod").ZodString>;
            }, import("zod/v4/core").$strict>>>;
            revision: import("zod").ZodNullable<import("zod").ZodInt>;
            createdAt: import("zod").ZodISODateTime;
            updatedAt: import("zod").ZodISODateTime;
            version: import("zod").ZodInt;
            changes: import("zod").ZodReadonly<import("zod").ZodObject<{
                flags: import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
                segments: import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
            }, import("zod/v4/core").$strict>>;
            preview: import("zod").ZodReadonly<import("zod").ZodObject<{
                summary: import("zod").ZodString;
                changes: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                    path: import("zod").ZodString;
                    before: import("zod").ZodOptional<import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
                    after: import("zod").ZodOptional<import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
                }, import("zod/v4/core").$strict>>>>;
                moves: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                    flag: import("zod").ZodString;
                    where: import("zod").ZodEnum<{
                        fallthrough: "fallthrough";
                        off: "off";
                        rule: "rule";
                    }>;
                    rule: import("zod").ZodOptional<import("zod").ZodString>;
                    from: import("zod").ZodNullable<import("zod").ZodString>;
                    to: import("zod").ZodNullable<import("zod").ZodString>;
                    buckets: import("zod").ZodInt;
                    estimated: import("zod").ZodOptional<import("zod").ZodLiteral<true>>;
                }, import("zod/v4/core").$strict>>>>;
                reach: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                    flag: import("zod").ZodString;
                    where: import("zod").ZodEnum<{
                        prerequisites: "prerequisites";
                        rule: "rule";
                        targets: "targets";
                    }>;
                    rule: import("zod").ZodOptional<import("zod").ZodString>;
                    segment: import("zod").ZodOptional<import("zod").ZodString>;
                    change: import("zod").ZodEnum<{
                        added: "added";
                        changed: "changed";
                        moved: "moved";
                        removed: "removed";
                    }>;
                }, import("zod/v4/core").$strict>>>>;
            }, import("zod/v4/core").$strict>>;
            conflicts: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                path: import("zod").ZodString;
                before: import("zod").ZodOptional<import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
                after: import("zod").ZodOptional<import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
            }, import("zod/v4/core").$strict>>>>;
        }, import("zod/v4/core").$strict>>>;
        readonly submit: Operation<"/projects/:project/environments/:environment/change-requests/:id/submit", import("zod").ZodObject<{
            dryRun: import("zod").ZodOptional<import("zod").ZodBoolean>;
        }, import("zod/v4/core").$strict>, import("zod").ZodObject<{
            reason: import("zod").ZodOptional<import("zod").ZodString>;
        }, import("zod/v4/core").$strict>, import("zod").ZodReadonly<import("zod").ZodObject<{
            id: import("zod").ZodString;
            environment: import("zod").ZodString;
            title: import("zod").ZodNullable<import("zod").ZodString>;
            reason: import("zod").ZodNullable<import("zod").ZodString>;
            state: import("zod").ZodEnum<{
                applied: "applied";
                draft: "draft";
                open: "open";
                rejected: "rejected";
                withdrawn: "withdrawn";
            }>;
            author: import("zod").ZodReadonly<import("zod").ZodObject<{
                id: import("zod").ZodString;
                name: import("zod").ZodString;
            }, import("zod/v4/core").$strict>>;
            approvals: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                by: import("zod").ZodReadonly<import("zod").ZodObject<{
                    id: import("zod").ZodString;
                    name: import("zod").ZodString;
                }, import("zod/v4/core").$strict>>;
                at: import("zod").ZodISODateTime;
                reason: import("zod").ZodNullable<import("zod").ZodString>;
            }, import("zod/v4/core").$strict>>>>;
            requiredApprovals: import("zod").ZodInt;
            closed: import("zod").ZodNullable<import("zod").ZodReadonly<import("zod").ZodObject<{
                by: import("zod").ZodReadonly<import("zod").ZodObject<{
                    id: import("zod").ZodString;
                    name: import("zod").ZodString;
                }, import("zod/v4/core").$strict>>;
                at: import("zod").ZodISODateTime;
                reason: import("zod").ZodNullable<import("zod").ZodString>;
            }, import("zod/v4/core").$strict>>>;
            revision: import("zod").ZodNullable<import("zod").ZodInt>;
            createdAt: import("zod").ZodISODateTime;
            updatedAt: import("zod").ZodISODateTime;
            version: import("zod").ZodInt;
            changes: import("zod").ZodReadonly<import("zod").ZodObject<{
                flags: import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
                segments: import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
            }, import("zod/v4/core").$strict>>;
            preview: import("zod").ZodReadonly<import("zod").ZodObject<{
                summary: import("zod").ZodString;
                changes: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                    path: import("zod").ZodString;
                    before: import("zod").ZodOptional<import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
                    after: import("zod").ZodOptional<import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
                }, import("zod/v4/core").$strict>>>>;
                moves: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                    flag: import("zod").ZodString;
                    where: import("zod").ZodEnum<{
                        fallthrough: "fallthrough";
                        off: "off";
                        rule: "rule";
                    }>;
                    rule: import("zod").ZodOptional<import("zod").ZodString>;
                    from: import("zod").ZodNullable<import("zod").ZodString>;
                    to: import("zod").ZodNullable<import("zod").ZodString>;
                    buckets: import("zod").ZodInt;
                    estimated: import("zod").ZodOptional<import("zod").ZodLiteral<true>>;
                }, import("zod/v4/core").$strict>>>>;
                reach: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                    flag: import("zod").ZodString;
                    where: import("zod").ZodEnum<{
                        prerequisites: "prerequisites";
                        rule: "rule";
                        targets: "targets";
                    }>;
                    rule: import("zod").ZodOptional<import("zod").ZodString>;
                    segment: import("zod").ZodOptional<import("zod").ZodString>;
                    change: import("zod").ZodEnum<{
                        added: "added";
                        changed: "changed";
                        moved: "moved";
                        removed: "removed";
                    }>;
                }, import("zod/v4/core").$strict>>>>;
            }, import("zod/v4/core").$strict>>;
            conflicts: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                path: import("zod").ZodString;
                before: import("zod").ZodOptional<import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
                after: import("zod").ZodOptional<import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
            }, import("zod/v4/core").$strict>>>>;
        }, import("zod/v4/core").$strict>>>;
        readonly approve: Operation<"/projects/:project/environments/:environment/change-requests/:id/approve", import("zod").ZodObject<{
            dryRun: import("zod").ZodOptional<import("zod").ZodBoolean>;
        }, import("zod/v4/core").$strict>, import("zod").ZodObject<{
            reason: import("zod").ZodOptional<import("zod").ZodString>;
        }, import("zod/v4/core").$strict>, import("zod").ZodReadonly<import("zod").ZodObject<{
            id: import("zod").ZodString;
            environment: import("zod").ZodString;
            title: import("zod").ZodNullable<import("zod").ZodString>;
            reason: import("zod").ZodNullable<import("zod").ZodString>;
            state: import("zod").ZodEnum<{
                applied: "applied";
                draft: "draft";
                open: "open";
                rejected: "rejected";
                withdrawn: "withdrawn";
            }>;
            author: import("zod").ZodReadonly<import("zod").ZodObject<{
                id: import("zod").ZodString;
                name: import("zod").ZodString;
            }, import("zod/v4/core").$strict>>;
            approvals: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                by: import("zod").ZodReadonly<import("zod").ZodObject<{
                    id: import("zod").ZodString;
                    name: import("zod").ZodString;
                }, import("zod/v4/core").$strict>>;
                at: import("zod").ZodISODateTime;
                reason: import("zod").ZodNullable<import("zod").ZodString>;
            }, import("zod/v4/core").$strict>>>>;
            requiredApprovals: import("zod").ZodInt;
            closed: import("zod").ZodNullable<import("zod").ZodReadonly<import("zod").ZodObject<{
                by: import("zod").ZodReadonly<import("zod").ZodObject<{
                    id: import("zod").ZodString;
                    name: import("zod").ZodString;
                }, import("zod/v4/core").$strict>>;
                at: import("zod").ZodISODateTime;
                reason: import("zod").ZodNullable<import("zod").ZodString>;
            }, import("zod/v4/core").$strict>>>;
            revision: import("zod").ZodNullable<import("zod").ZodInt>;
            createdAt: import("zod").ZodISODateTime;
            updatedAt: import("zod").ZodISODateTime;
            version: import("zod").ZodInt;
            changes: import("zod").ZodReadonly<import("zod").ZodObject<{
                flags: import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
                segments: import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
            }, import("zod/v4/core").$strict>>;
            preview: import("zod").ZodReadonly<import("zod").ZodObject<{
                summary: import("zod").ZodString;
                changes: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                    path: import("zod").ZodString;
                    before: import("zod").ZodOptional<import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
                    after: import("zod").ZodOptional<import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
                }, import("zod/v4/core").$strict>>>>;
                moves: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                    flag: import("zod").ZodString;
                    where: import("zod").ZodEnum<{
                        fallthrough: "fallthrough";
                        off: "off";
                        rule: "rule";
                    }>;
                    rule: import("zod").ZodOptional<import("zod").ZodString>;
                    from: import("zod").ZodNullable<import("zod").ZodString>;
                    to: import("zod").ZodNullable<import("zod").ZodString>;
                    buckets: import("zod").ZodInt;
                    estimated: import("zod").ZodOptional<import("zod").ZodLiteral<true>>;
                }, import("zod/v4/core").$strict>>>>;
                reach: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                    flag: import("zod").ZodString;
                    where: import("zod").ZodEnum<{
                        prerequisites: "prerequisites";
                        rule: "rule";
                        targets: "targets";
                    }>;
                    rule: import("zod").ZodOptional<import("zod").ZodString>;
                    segment: import("zod").ZodOptional<import("zod").ZodString>;
                    change: import("zod").ZodEnum<{
                        added: "added";
                        changed: "changed";
                        moved: "moved";
                        removed: "removed";
                    }>;
                }, import("zod/v4/core").$strict>>>>;
            }, import("zod/v4/core").$strict>>;
            conflicts: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                path: import("zod").ZodString;
                before: import("zod").ZodOptional<import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
                after: import("zod").ZodOptional<import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
            }, import("zod/v4/core").$strict>>>>;
        }, import("zod/v4/core").$strict>>>;
        readonly reject: Operation<"/projects/:project/environments/:environment/change-requests/:id/reject", import("zod").ZodObject<{
            dryRun: import("zod").ZodOptional<import("zod").ZodBoolean>;
        }, import("zod/v4/core").$strict>, import("zod").ZodObject<{
            reason: import("zod").ZodOptional<import("zod").ZodString>;
        }, import("zod/v4/core").$strict>, import("zod").ZodReadonly<import("zod").ZodObject<{
            id: import("zod").ZodString;
            environment: import("zod").ZodString;
            title: import("zod").ZodNullable<import("zod").ZodString>;
            reason: import("zod").ZodNullable<import("zod").ZodString>;
            state: import("zod").ZodEnum<{
                applied: "applied";
                draft: "draft";
                open: "open";
                rejected: "rejected";
                withdrawn: "withdrawn";
            }>;
            author: import("zod").ZodReadonly<import("zod").ZodObject<{
                id: import("zod").ZodString;
                name: import("zod").ZodString;
            }, import("zod/v4/core").$strict>>;
            approvals: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                by: import("zod").ZodReadonly<import("zod").ZodObject<{
                    id: import("zod").ZodString;
                    name: import("zod").ZodString;
                }, import("zod/v4/core").$strict>>;
                at: import("zod").ZodISODateTime;
                reason: import("zod").ZodNullable<import("zod").ZodString>;
            }, import("zod/v4/core").$strict>>>>;
            requiredApprovals: import("zod").ZodInt;
            closed: import("zod").ZodNullable<import("zod").ZodReadonly<import("zod").ZodObject<{
                by: import("zod").ZodReadonly<import("zod").ZodObject<{
                    id: import("zod").ZodString;
                    name: import("zod").ZodString;
                }, import("zod/v4/core").$strict>>;
                at: import("zod").ZodISODateTime;
                reason: import("zod").ZodNullable<import("zod").ZodString>;
            }, import("zod/v4/core").$strict>>>;
            revision: import("zod").ZodNullable<import("zod").ZodInt>;
            createdAt: import("zod").ZodISODateTime;
            updatedAt: import("zod").ZodISODateTime;
            version: import("zod").ZodInt;
            changes: import("zod").ZodReadonly<import("zod").ZodObject<{
                flags: import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
                segments: import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
            }, import("zod/v4/core").$strict>>;
            preview: import("zod").ZodReadonly<import("zod").ZodObject<{
                summary: import("zod").ZodString;
                changes: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                    path: import("zod").ZodString;
                    before: import("zod").ZodOptional<import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
                    after: import("zod").ZodOptional<import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
                }, import("zod/v4/core").$strict>>>>;
                moves: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                    flag: import("zod").ZodString;
                    where: import("zod").ZodEnum<{
                        fallthrough: "fallthrough";
                        off: "off";
                        rule: "rule";
                    }>;
                    rule: import("zod").ZodOptional<import("zod").ZodString>;
                    from: import("zod").ZodNullable<import("zod").ZodString>;
                    to: import("zod").ZodNullable<import("zod").ZodString>;
                    buckets: import("zod").ZodInt;
                    estimated: import("zod").ZodOptional<import("zod").ZodLiteral<true>>;
                }, import("zod/v4/core").$strict>>>>;
                reach: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                    flag: import("zod").ZodString;
                    where: import("zod").ZodEnum<{
                        prerequisites: "prerequisites";
                        rule: "rule";
                        targets: "targets";
                    }>;
                    rule: import("zod").ZodOptional<import("zod").ZodString>;
                    segment: import("zod").ZodOptional<import("zod").ZodString>;
                    change: import("zod").ZodEnum<{
                        added: "added";
                        changed: "changed";
                        moved: "moved";
                        removed: "removed";
                    }>;
                }, import("zod/v4/core").$strict>>>>;
            }, import("zod/v4/core").$strict>>;
            conflicts: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                path: import("zod").ZodString;
                before: import("zod").ZodOptional<import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
                after: import("zod").ZodOptional<import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
            }, import("zod/v4/core").$strict>>>>;
        }, import("zod/v4/core").$strict>>>;
        readonly withdraw: Operation<"/projects/:project/environments/:environment/change-requests/:id/withdraw", import("zod").ZodObject<{
            dryRun: import("zod").ZodOptional<import("zod").ZodBoolean>;
        }, import("zod/v4/core").$strict>, import("zod").ZodObject<{
            reason: import("zod").ZodOptional<import("zod").ZodString>;
        }, import("zod/v4/core").$strict>, import("zod").ZodReadonly<import("zod").ZodObject<{
            id: import("zod").ZodString;
            environment: import("zod").ZodString;
            title: import("zod").ZodNullable<import("zod").ZodString>;
            reason: import("zod").ZodNullable<import("zod").ZodString>;
            state: import("zod").ZodEnum<{
                applied: "applied";
                draft: "draft";
                open: "open";
                rejected: "rejected";
                withdrawn: "withdrawn";
            }>;
            author: import("zod").ZodReadonly<import("zod").ZodObject<{
                id: import("zod").ZodString;
                name: import("zod").ZodString;
            }, import("zod/v4/core").$strict>>;
            approvals: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                by: import("zod").ZodReadonly<import("zod").ZodObject<{
                    id: import("zod").ZodString;
                    name: import("zod").ZodString;
                }, import("zod/v4/core").$strict>>;
                at: import("zod").ZodISODateTime;
                reason: import("zod").ZodNullable<import("zod").ZodString>;
            }, import("zod/v4/core").$strict>>>>;
            requiredApprovals: import("zod").ZodInt;
            closed: import("zod").ZodNullable<import("zod").ZodReadonly<import("zod").ZodObject<{
                by: import("zod").ZodReadonly<import("zod").ZodObject<{
                    id: import("zod").ZodString;
                    name: import("zod").ZodString;
                }, import("zod/v4/core").$strict>>;
                at: import("zod").ZodISODateTime;
                reason: import("zod").ZodNullable<import("zod").ZodString>;
            }, import("zod/v4/core").$strict>>>;
            revision: import("zod").ZodNullable<import("zod").ZodInt>;
            createdAt: import("zod").ZodISODateTime;
            updatedAt: import("zod").ZodISODateTime;
            version: import("zod").ZodInt;
            changes: import("zod").ZodReadonly<import("zod").ZodObject<{
                flags: import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
                segments: import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
            }, import("zod/v4/core").$strict>>;
            preview: import("zod").ZodReadonly<import("zod").ZodObject<{
                summary: import("zod").ZodString;
                changes: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                    path: import("zod").ZodString;
                    before: import("zod").ZodOptional<import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
                    after: import("zod").ZodOptional<import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
                }, import("zod/v4/core").$strict>>>>;
                moves: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                    flag: import("zod").ZodString;
                    where: import("zod").ZodEnum<{
                        fallthrough: "fallthrough";
                        off: "off";
                        rule: "rule";
                    }>;
                    rule: import("zod").ZodOptional<import("zod").ZodString>;
                    from: import("zod").ZodNullable<import("zod").ZodString>;
                    to: import("zod").ZodNullable<import("zod").ZodString>;
                    buckets: import("zod").ZodInt;
                    estimated: import("zod").ZodOptional<import("zod").ZodLiteral<true>>;
                }, import("zod/v4/core").$strict>>>>;
                reach: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                    flag: import("zod").ZodString;
                    where: import("zod").ZodEnum<{
                        prerequisites: "prerequisites";
                        rule: "rule";
                        targets: "targets";
                    }>;
                    rule: import("zod").ZodOptional<import("zod").ZodString>;
                    segment: import("zod").ZodOptional<import("zod").ZodString>;
                    change: import("zod").ZodEnum<{
                        added: "added";
                        changed: "changed";
                        moved: "moved";
                        removed: "removed";
                    }>;
                }, import("zod/v4/core").$strict>>>>;
            }, import("zod/v4/core").$strict>>;
            conflicts: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                path: import("zod").ZodString;
                before: import("zod").ZodOptional<import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
                after: import("zod").ZodOptional<import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
            }, import("zod/v4/core").$strict>>>>;
        }, import("zod/v4/core").$strict>>>;
        readonly apply: Operation<"/projects/:project/environments/:environment/change-requests/:id/apply", import("zod").ZodObject<{
            dryRun: import("zod").ZodOptional<import("zod").ZodBoolean>;
            confirm: import("zod").ZodOptional<import("zod").ZodBoolean>;
        }, import("zod/v4/core").$strict>, import("zod").ZodObject<{
            reason: import("zod").ZodOptional<import("zod").ZodString>;
        }, import("zod/v4/core").$strict>, import("zod").ZodReadonly<import("zod").ZodObject<{
            id: import("zod").ZodString;
            environment: import("zod").ZodString;
            title: import("zod").ZodNullable<import("zod").ZodString>;
            reason: import("zod").ZodNullable<import("zod").ZodString>;
            state: import("zod").ZodEnum<{
                applied: "applied";
                draft: "draft";
                open: "open";
                rejected: "rejected";
                withdrawn: "withdrawn";
            }>;
            author: import("zod").ZodReadonly<import("zod").ZodObject<{
                id: import("zod").ZodString;
                name: import("zod").ZodString;
            }, import("zod/v4/core").$strict>>;
            approvals: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                by: import("zod").ZodReadonly<import("zod").ZodObject<{
                    id: import("zod").ZodString;
                    name: import("zod").ZodString;
                }, import("zod/v4/core").$strict>>;
                at: import("zod").ZodISODateTime;
                reason: import("zod").ZodNullable<import("zod").ZodString>;
            }, import("zod/v4/core").$strict>>>>;
            requiredApprovals: import("zod").ZodInt;
            closed: import("zod").ZodNullable<import("zod").ZodReadonly<import("zod").ZodObject<{
                by: import("zod").ZodReadonly<import("zod").ZodObject<{
                    id: import("zod").ZodString;
                    name: import("zod").ZodString;
                }, import("zod/v4/core").$strict>>;
                at: import("zod").ZodISODateTime;
                reason: import("zod").ZodNullable<import("zod").ZodString>;
            }, import("zod/v4/core").$strict>>>;
            revision: import("zod").ZodNullable<import("zod").ZodInt>;
            createdAt: import("zod").ZodISODateTime;
            updatedAt: import("zod").ZodISODateTime;
            version: import("zod").ZodInt;
            changes: import("zod").ZodReadonly<import("zod").ZodObject<{
                flags: import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
                segments: import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
            }, import("zod/v4/core").$strict>>;
            preview: import("zod").ZodReadonly<import("zod").ZodObject<{
                summary: import("zod").ZodString;
                changes: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                    path: import("zod").ZodString;
                    before: import("zod").ZodOptional<import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
                    after: import("zod").ZodOptional<import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
                }, import("zod/v4/core").$strict>>>>;
                moves: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                    flag: import("zod").ZodString;
                    where: import("zod").ZodEnum<{
                        fallthrough: "fallthrough";
                        off: "off";
                        rule: "rule";
                    }>;
                    rule: import("zod").ZodOptional<import("zod").ZodString>;
                    from: import("zod").ZodNullable<import("zod").ZodString>;
                    to: import("zod").ZodNullable<import("zod").ZodString>;
                    buckets: import("zod").ZodInt;
                    estimated: import("zod").ZodOptional<import("zod").ZodLiteral<true>>;
                }, import("zod/v4/core").$strict>>>>;
                reach: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                    flag: import("zod").ZodString;
                    where: import("zod").ZodEnum<{
                        prerequisites: "prerequisites";
                        rule: "rule";
                        targets: "targets";
                    }>;
                    rule: import("zod").ZodOptional<import("zod").ZodString>;
                    segment: import("zod").ZodOptional<import("zod").ZodString>;
                    change: import("zod").ZodEnum<{
                        added: "added";
                        changed: "changed";
                        moved: "moved";
                        removed: "removed";
                    }>;
                }, import("zod/v4/core").$strict>>>>;
            }, import("zod/v4/core").$strict>>;
            conflicts: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                path: import("zod").ZodString;
                before: import("zod").ZodOptional<import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
                after: import("zod").ZodOptional<import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
            }, import("zod/v4/core").$strict>>>>;
        }, import("zod/v4/core").$strict>>>;
    };
    readonly segments: {
        readonly list: Operation<"/projects/:project/environments/:environment/segments", import("zod").ZodObject<{
            limit: import("zod").ZodOptional<import("zod").ZodInt>;
            cursor: import("zod").ZodOptional<import("zod").ZodString>;
        }, import("zod/v4/core").$strict>, undefined, import("zod").ZodObject<{
            items: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                key: import("zod").ZodString;
                environment: import("zod").ZodString;
                revision: import("zod").ZodInt;
                name: import("zod").ZodString;
                description: import("zod").ZodNullable<import("zod").ZodString>;
                by: import("zod").ZodNullable<import("zod").ZodString>;
                included: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodType<import("@halyard/evaluator").Primitive, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").Primitive, unknown>>>>;
                excluded: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodType<import("@halyard/evaluator").Primitive, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").Primitive, unknown>>>>;
                if: import("zod").ZodNullable<import("zod").ZodCustom<import("@halyard/evaluator").Condition, import("@halyard/evaluator").Condition>>;
                createdAt: import("zod").ZodISODateTime;
                updatedAt: import("zod").ZodISODateTime;
                version: import("zod").ZodInt;
            }, import("zod/v4/core").$strict>>>>;
            nextCursor: import("zod").ZodNullable<import("zod").ZodString>;
        }, import("zod/v4/core").$strict>>;
        readonly get: Operation<"/projects/:project/environments/:environment/segments/:segment", import("zod").ZodObject<Record<never, never>, import("zod/v4/core").$strict>, undefined, import("zod").ZodReadonly<import("zod").ZodObject<{
            key: import("zod").ZodString;
            environment: import("zod").ZodString;
            revision: import("zod").ZodInt;
            name: import("zod").ZodString;
            description: import("zod").ZodNullable<import("zod").ZodString>;
            by: import("zod").ZodNullable<import("zod").ZodString>;
            included: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodType<import("@halyard/evaluator").Primitive, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").Primitive, unknown>>>>;
            excluded: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodType<import("@halyard/evaluator").Primitive, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").Primitive, unknown>>>>;
            if: import("zod").ZodNullable<import("zod").ZodCustom<import("@halyard/evaluator").Condition, import("@halyard/evaluator").Condition>>;
            createdAt: import("zod").ZodISODateTime;
            updatedAt: import("zod").ZodISODateTime;
            version: import("zod").ZodInt;
        }, import("zod/v4/core").$strict>>>;
        readonly put: Operation<"/projects/:project/environments/:environment/segments/:segment", import("zod").ZodObject<{
            dryRun: import("zod").ZodOptional<import("zod").ZodBoolean>;
            confirm: import("zod").ZodOptional<import("zod").ZodBoolean>;
        }, import("zod/v4/core").$strict>, import("zod").ZodObject<{
            reason: import("zod").ZodOptional<import("zod").ZodString>;
            name: import("zod").ZodOptional<import("zod").ZodString>;
            description: import("zod").ZodOptional<import("zod").ZodNullable<import("zod").ZodString>>;
            by: import("zod").ZodOptional<import("zod").ZodNullable<import("zod").ZodString>>;
            included: import("zod").ZodOptional<import("zod").ZodArray<import("zod").ZodType<import("@halyard/evaluator").Primitive, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").Primitive, unknown>>>>;
            excluded: import("zod").ZodOptional<import("zod").ZodArray<import("zod").ZodType<import("@halyard/evaluator").Primitive, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").Primitive, unknown>>>>;
            if: import("zod").ZodOptional<import("zod").ZodNullable<import("zod").ZodCustom<import("@halyard/evaluator").Condition, import("@halyard/evaluator").Condition>>>;
            key: import("zod").ZodOptional<import("zod").ZodString>;
            environment: import("zod").ZodOptional<import("zod").ZodString>;
            revision: import("zod").ZodOptional<import("zod").ZodInt>;
            version: import("zod").ZodOptional<import("zod").ZodInt>;
            createdAt: import("zod").ZodOptional<import("zod").ZodString>;
            updatedAt: import("zod").ZodOptional<import("zod").ZodString>;
            warnings: import("zod").ZodOptional<import("zod").ZodArray<import("zod").ZodString>>;
        }, import("zod/v4/core").$strict>, import("zod").ZodReadonly<import("zod").ZodObject<{
            preview: import("zod").ZodOptional<import("zod").ZodReadonly<import("zod").ZodObject<{
                summary: import("zod").ZodString;
                changes: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                    path: import("zod").ZodString;
                    before: import("zod").ZodOptional<import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
                    after: import("zod").ZodOptional<import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
                }, import("zod/v4/core").$strict>>>>;
                moves: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                    flag: import("zod").ZodString;
                    where: import("zod").ZodEnum<{
                        fallthrough: "fallthrough";
                        off: "off";
                        rule: "rule";
                    }>;
                    rule: import("zod").ZodOptional<import("zod").ZodString>;
                    from: import("zod").ZodNullable<import("zod").ZodString>;
                    to: import("zod").ZodNullable<import("zod").ZodString>;
                    buckets: import("zod").ZodInt;
                    estimated: import("zod").ZodOptional<import("zod").ZodLiteral<true>>;
                }, import("zod/v4/core").$strict>>>>;
                reach: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                    flag: import("zod").ZodString;
                    where: import("zod").ZodEnum<{
                        prerequisites: "prerequisites";
                        rule: "rule";
                        targets: "targets";
                    }>;
                    rule: import("zod").ZodOptional<import("zod").ZodString>;
                    segment: import("zod").ZodOptional<import("zod").ZodString>;
                    change: import("zod").ZodEnum<{
                        added: "added";
                        changed: "changed";
                        moved: "moved";
                        removed: "removed";
                    }>;
                }, import("zod/v4/core").$strict>>>>;
            }, import("zod/v4/core").$strict>>>;
            warnings: import("zod").ZodOptional<import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodString>>>;
            key: import("zod").ZodString;
            environment: import("zod").ZodString;
            revision: import("zod").ZodInt;
            name: import("zod").ZodString;
            description: import("zod").ZodNullable<import("zod").ZodString>;
            by: import("zod").ZodNullable<import("zod").ZodString>;
            included: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodType<import("@halyard/evaluator").Primitive, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").Primitive, unknown>>>>;
            excluded: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodType<import("@halyard/evaluator").Primitive, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").Primitive, unknown>>>>;
            if: import("zod").ZodNullable<import("zod").ZodCustom<import("@halyard/evaluator").Condition, import("@halyard/evaluator").Condition>>;
            createdAt: import("zod").ZodISODateTime;
            updatedAt: import("zod").ZodISODateTime;
            version: import("zod").ZodInt;
        }, import("zod/v4/core").$strict>>>;
        readonly delete: Operation<"/projects/:project/environments/:environment/segments/:segment", import("zod").ZodObject<{
            dryRun: import("zod").ZodOptional<import("zod").ZodBoolean>;
            confirm: import("zod").ZodOptional<import("zod").ZodBoolean>;
        }, import("zod/v4/core").$strict>, import("zod").ZodObject<{
            reason: import("zod").ZodOptional<import("zod").ZodString>;
        }, import("zod/v4/core").$strict>, undefined>;
    };
    readonly keys: {
        readonly list: Operation<"/projects/:project/environments/:environment/keys", import("zod").ZodObject<{
            limit: import("zod").ZodOptional<import("zod").ZodInt>;
            cursor: import("zod").ZodOptional<import("zod").ZodString>;
        }, import("zod/v4/core").$strict>, undefined, import("zod").ZodObject<{
            items: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                id: import("zod").ZodString;
                kind: import("zod").ZodEnum<{
                    client: "client";
                    sdk: "sdk";
                }>;
                name: import("zod").ZodString;
                createdAt: import("zod").ZodISODateTime;
                expiresAt: import("zod").ZodNullable<import("zod").ZodISODateTime>;
                revokedAt: import("zod").ZodNullable<import("zod").ZodISODateTime>;
                clientId: import("zod").ZodOptional<import("zod").ZodString>;
                signed: import("zod").ZodOptional<import("zod").ZodBoolean>;
                secret: import("zod").ZodOptional<import("zod").ZodString>;
                version: import("zod").ZodInt;
            }, import("zod/v4/core").$strict>>>>;
            nextCursor: import("zod").ZodNullable<import("zod").ZodString>;
        }, import("zod/v4/core").$strict>>;
        readonly create: Operation<"/projects/:project/environments/:environment/keys", import("zod").ZodObject<{
            dryRun: import("zod").ZodOptional<import("zod").ZodBoolean>;
        }, import("zod/v4/core").$strict>, import("zod").ZodObject<{
            reason: import("zod").ZodOptional<import("zod").ZodString>;
            kind: import("zod").ZodEnum<{
                client: "client";
                sdk: "sdk";
            }>;
            name: import("zod").ZodString;
            expiresAt: import("zod").ZodOptional<import("zod").ZodNullable<import("zod").ZodISODateTime>>;
            signed: import("zod").ZodOptional<import("zod").ZodBoolean>;
        }, import("zod/v4/core").$strict>, import("zod").ZodReadonly<import("zod").ZodObject<{
            id: import("zod").ZodString;
            kind: import("zod").ZodEnum<{
                client: "client";
                sdk: "sdk";
            }>;
            name: import("zod").ZodString;
            createdAt: import("zod").ZodISODateTime;
            expiresAt: import("zod").ZodNullable<import("zod").ZodISODateTime>;
            revokedAt: import("zod").ZodNullable<import("zod").ZodISODateTime>;
            clientId: import("zod").ZodOptional<import("zod").ZodString>;
            signed: import("zod").ZodOptional<import("zod").ZodBoolean>;
            secret: import("zod").ZodOptional<import("zod").ZodString>;
            version: import("zod").ZodInt;
        }, import("zod/v4/core").$strict>>>;
        readonly get: Operation<"/projects/:project/environments/:environment/keys/:id", import("zod").ZodObject<Record<never, never>, import("zod/v4/core").$strict>, undefined, import("zod").ZodReadonly<import("zod").ZodObject<{
            id: import("zod").ZodString;
            kind: import("zod").ZodEnum<{
                client: "client";
                sdk: "sdk";
            }>;
            name: import("zod").ZodString;
            createdAt: import("zod").ZodISODateTime;
            expiresAt: import("zod").ZodNullable<import("zod").ZodISODateTime>;
            revokedAt: import("zod").ZodNullable<import("zod").ZodISODateTime>;
            clientId: import("zod").ZodOptional<import("zod").ZodString>;
            signed: import("zod").ZodOptional<import("zod").ZodBoolean>;
            secret: import("zod").ZodOptional<import("zod").ZodString>;
            version: import("zod").ZodInt;
        }, import("zod/v4/core").$strict>>>;
        readonly delete: Operation<"/projects/:project/environments/:environment/keys/:id", import("zod").ZodObject<{
            dryRun: import("zod").ZodOptional<import("zod").ZodBoolean>;
        }, import("zod/v4/core").$strict>, import("zod").ZodObject<{
            reason: import("zod").ZodOptional<import("zod").ZodString>;
        }, import("zod/v4/core").$strict>, undefined>;
        readonly rotate: Operation<"/projects/:project/environments/:environment/keys/:id/rotate", import("zod").ZodObject<{
            dryRun: import("zod").ZodOptional<import("zod").ZodBoolean>;
        }, import("zod/v4/core").$strict>, import("zod").ZodObject<{
            reason: import("zod").ZodOptional<import("zod").ZodString>;
            graceSeconds: import("zod").ZodOptional<import("zod").ZodInt>;
            expiresAt: import("zod").ZodOptional<import("zod").ZodNullable<import("zod").ZodISODateTime>>;
        }, import("zod/v4/core").$strict>, import("zod").ZodReadonly<import("zod").ZodObject<{
            id: import("zod").ZodString;
            kind: import("zod").ZodEnum<{
                client: "client";
                sdk: "sdk";
            }>;
            name: import("zod").ZodString;
            createdAt: import("zod").ZodISODateTime;
            expiresAt: import("zod").ZodNullable<import("zod").ZodISODateTime>;
            revokedAt: import("zod").ZodNullable<import("zod").ZodISODateTime>;
            clientId: import("zod").ZodOptional<import("zod").ZodString>;
            signed: import("zod").ZodOptional<import("zod").ZodBoolean>;
            secret: import("zod").ZodOptional<import("zod").ZodString>;
            version: import("zod").ZodInt;
        }, import("zod/v4/core").$strict>>>;
    };
    readonly tokens: {
        readonly list: Operation<"/tokens", import("zod").ZodObject<{
            limit: import("zod").ZodOptional<import("zod").ZodInt>;
            cursor: import("zod").ZodOptional<import("zod").ZodString>;
        }, import("zod/v4/core").$strict>, undefined, import("zod").ZodObject<{
            items: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                id: import("zod").ZodString;
                name: import("zod").ZodString;
                role: import("zod").ZodEnum<{
                    admin: "admin";
                    editor: "editor";
                    operator: "operator";
                    viewer: "viewer";
                }>;
                projects: import("zod").ZodNullable<import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodString>>>;
                environments: import("zod").ZodNullable<import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodString>>>;
                createdAt: import("zod").ZodISODateTime;
                createdBy: import("zod").ZodReadonly<import("zod").ZodObject<{
                    id: import("zod").ZodString;
                    name: import("zod").ZodString;
                }, import("zod/v4/core").$strict>>;
                expiresAt: import("zod").ZodNullable<import("zod").ZodISODateTime>;
                revokedAt: import("zod").ZodNullable<import("zod").ZodISODateTime>;
                lastUsedAt: import("zod").ZodNullable<import("zod").ZodISODateTime>;
                secret: import("zod").ZodOptional<import("zod").ZodString>;
                version: import("zod").ZodInt;
            }, import("zod/v4/core").$strict>>>>;
            nextCursor: import("zod").ZodNullable<import("zod").ZodString>;
        }, import("zod/v4/core").$strict>>;
        readonly create: Operation<"/tokens", import("zod").ZodObject<{
            dryRun: import("zod").ZodOptional<import("zod").ZodBoolean>;
        }, import("zod/v4/core").$strict>, import("zod").ZodObject<{
            reason: import("zod").ZodOptional<import("zod").ZodString>;
            name: import("zod").ZodString;
            role: import("zod").ZodEnum<{
                admin: "admin";
                editor: "editor";
                operator: "operator";
                viewer: "viewer";
            }>;
            projects: import("zod").ZodOptional<import("zod").ZodArray<import("zod").ZodString>>;
            environments: import("zod").ZodOptional<import("zod").ZodArray<import("zod").ZodString>>;
            expiresAt: import("zod").ZodOptional<import("zod").ZodNullable<import("zod").ZodISODateTime>>;
        }, import("zod/v4/core").$strict>, import("zod").ZodReadonly<import("zod").ZodObject<{
            id: import("zod").ZodString;
            name: import("zod").ZodString;
            role: import("zod").ZodEnum<{
                admin: "admin";
                editor: "editor";
                operator: "operator";
                viewer: "viewer";
            }>;
            projects: import("zod").ZodNullable<import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodString>>>;
            environments: import("zod").ZodNullable<import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodString>>>;
            createdAt: import("zod").ZodISODateTime;
            createdBy: import("zod").ZodReadonly<import("zod").ZodObject<{
                id: import("zod").ZodString;
                name: import("zod").ZodString;
            }, import("zod/v4/core").$strict>>;
            expiresAt: import("zod").ZodNullable<import("zod").ZodISODateTime>;
            revokedAt: import("zod").ZodNullable<import("zod").ZodISODateTime>;
            lastUsedAt: import("zod").ZodNullable<import("zod").ZodISODateTime>;
            secret: import("zod").ZodOptional<import("zod").ZodString>;
            version: import("zod").ZodInt;
        }, import("zod/v4/core").$strict>>>;
        readonly self: Operation<"/token", import("zod").ZodObject<Record<never, never>, import("zod/v4/core").$strict>, undefined, import("zod").ZodReadonly<import("zod").ZodObject<{
            id: import("zod").ZodString;
            name: import("zod").ZodString;
            role: import("zod").ZodEnum<{
                admin: "admin";
                editor: "editor";
                operator: "operator";
                viewer: "viewer";
            }>;
            projects: import("zod").ZodNullable<import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodString>>>;
            environments: import("zod").ZodNullable<import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodString>>>;
            expiresAt: import("zod").ZodNullable<import("zod").ZodISODateTime>;
        }, import("zod/v4/core").$strict>>>;
        readonly get: Operation<"/tokens/:id", import("zod").ZodObject<Record<never, never>, import("zod/v4/core").$strict>, undefined, import("zod").ZodReadonly<import("zod").ZodObject<{
            id: import("zod").ZodString;
            name: import("zod").ZodString;
            role: import("zod").ZodEnum<{
                admin: "admin";
                editor: "editor";
                operator: "operator";
                viewer: "viewer";
            }>;
            projects: import("zod").ZodNullable<import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodString>>>;
            environments: import("zod").ZodNullable<import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodString>>>;
            createdAt: import("zod").ZodISODateTime;
            createdBy: import("zod").ZodReadonly<import("zod").ZodObject<{
                id: import("zod").ZodString;
                name: import("zod").ZodString;
            }, import("zod/v4/core").$strict>>;
            expiresAt: import("zod").ZodNullable<import("zod").ZodISODateTime>;
            revokedAt: import("zod").ZodNullable<import("zod").ZodISODateTime>;
            lastUsedAt: import("zod").ZodNullable<import("zod").ZodISODateTime>;
            secret: import("zod").ZodOptional<import("zod").ZodString>;
            version: import("zod").ZodInt;
        }, import("zod/v4/core").$strict>>>;
        readonly delete: Operation<"/tokens/:id", import("zod").ZodObject<{
            dryRun: import("zod").ZodOptional<import("zod").ZodBoolean>;
        }, import("zod/v4/core").$strict>, import("zod").ZodObject<{
            reason: import("zod").ZodOptional<import("zod").ZodString>;
        }, import("zod/v4/core").$strict>, undefined>;
    };
    readonly audit: {
        readonly list: Operation<"/projects/:project/audit", import("zod").ZodObject<{
            limit: import("zod").ZodOptional<import("zod").ZodInt>;
            cursor: import("zod").ZodOptional<import("zod").ZodString>;
            actor: import("zod").ZodOptional<import("zod").ZodString>;
            action: import("zod").ZodOptional<import("zod").ZodString>;
            from: import("zod").ZodOptional<import("zod").ZodISODateTime>;
            to: import("zod").ZodOptional<import("zod").ZodISODateTime>;
            flag: import("zod").ZodOptional<import("zod").ZodString>;
            environment: import("zod").ZodOptional<import("zod").ZodString>;
        }, import("zod/v4/core").$strict>, undefined, import("zod").ZodObject<{
            items: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                seq: import("zod").ZodInt;
                at: import("zod").ZodISODateTime;
                actor: import("zod").ZodReadonly<import("zod").ZodObject<{
                    id: import("zod").ZodString;
                    name: import("zod").ZodString;
                    role: import("zod").ZodString;
                }, import("zod/v4/core").$strict>>;
                address: import("zod").ZodNullable<import("zod").ZodString>;
                requestId: import("zod").ZodNullable<import("zod").ZodString>;
                action: import("zod").ZodString;
                resource: import("zod").ZodReadonly<import("zod").ZodObject<{
                    type: import("zod").ZodString;
                    key: import("zod").ZodString;
                    environment: import("zod").ZodNullable<import("zod").ZodString>;
                }, import("zod/v4/core").$strict>>;
                version: import("zod").ZodInt;
                reason: import("zod").ZodNullable<import("zod").ZodString>;
                before: import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>;
                after: import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>;
                revisions: import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodInt>;
                changeRequest: import("zod").ZodOptional<import("zod").ZodReadonly<import("zod").ZodObject<{
                    id: import("zod").ZodString;
                    author: import("zod").ZodReadonly<import("zod").ZodObject<{
                        id: import("zod").ZodString;
                        name: import("zod").ZodString;
                    }, import("zod/v4/core").$strict>>;
                    approvers: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                        id: import("zod").ZodString;
                        name: import("zod").ZodString;
                    }, import("zod/v4/core").$strict>>>>;
                }, import("zod/v4/core").$strict>>>;
                hash: import("zod").ZodString;
            }, import("zod/v4/core").$strict>>>>;
            nextCursor: import("zod").ZodNullable<import("zod").ZodString>;
        }, import("zod/v4/core").$strict>>;
        readonly export: Operation<"/projects/:project/audit/export", import("zod").ZodObject<{
            actor: import("zod").ZodOptional<import("zod").ZodString>;
            action: import("zod").ZodOptional<import("zod").ZodString>;
            from: import("zod").ZodOptional<import("zod").ZodISODateTime>;
            to: import("zod").ZodOptional<import("zod").ZodISODateTime>;
            flag: import("zod").ZodOptional<import("zod").ZodString>;
            environment: import("zod").ZodOptional<import("zod").ZodString>;
            format: import("zod").ZodOptional<import("zod").ZodEnum<{
                csv: "csv";
                jsonl: "jsonl";
            }>>;
        }, import("zod/v4/core").$strict>, undefined, import("zod").ZodString>;
        readonly verify: Operation<"/projects/:project/audit/verify", import("zod").ZodObject<{
            head: import("zod").ZodOptional<import("zod").ZodString>;
            seq: import("zod").ZodOptional<import("zod").ZodInt>;
        }, import("zod/v4/core").$strict>, undefined, import("zod").ZodReadonly<import("zod").ZodObject<{
            valid: import("zod").ZodBoolean;
            entries: import("zod").ZodInt;
            head: import("zod").ZodReadonly<import("zod").ZodObject<{
                seq: import("zod").ZodInt;
                hash: import("zod").ZodString;
            }, import("zod/v4/core").$strict>>;
            firstBadSeq: import("zod").ZodOptional<import("zod").ZodInt>;
            isSameHead: import("zod").ZodOptional<import("zod").ZodBoolean>;
        }, import("zod/v4/core").$strict>>>;
        readonly listInstallation: Operation<"/audit", import("zod").ZodObject<{
            limit: import("zod").ZodOptional<import("zod").ZodInt>;
            cursor: import("zod").ZodOptional<import("zod").ZodString>;
            actor: import("zod").ZodOptional<import("zod").ZodString>;
            action: import("zod").ZodOptional<import("zod").ZodString>;
            from: import("zod").ZodOptional<import("zod").ZodISODateTime>;
            to: import("zod").ZodOptional<import("zod").ZodISODateTime>;
        }, import("zod/v4/core").$strict>, undefined, import("zod").ZodObject<{
            items: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                seq: import("zod").ZodInt;
                at: import("zod").ZodISODateTime;
                actor: import("zod").ZodReadonly<import("zod").ZodObject<{
                    id: import("zod").ZodString;
                    name: import("zod").ZodString;
                    role: import("zod").ZodString;
                }, import("zod/v4/core").$strict>>;
                address: import("zod").ZodNullable<import("zod").ZodString>;
                requestId: import("zod").ZodNullable<import("zod").ZodString>;
                action: import("zod").ZodString;
                resource: import("zod").ZodReadonly<import("zod").ZodObject<{
                    type: import("zod").ZodString;
                    key: import("zod").ZodString;
                    environment: import("zod").ZodNullable<import("zod").ZodString>;
                }, import("zod/v4/core").$strict>>;
                version: import("zod").ZodInt;
                reason: import("zod").ZodNullable<import("zod").ZodString>;
                before: import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>;
                after: import("zod").ZodType<import("@halyard/evaluator").JsonValue, unknown, import("zod/v4/core").$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>;
                revisions: import("zod").ZodRecord<import("zod").ZodString, import("zod").ZodInt>;
                changeRequest: import("zod").ZodOptional<import("zod").ZodReadonly<import("zod").ZodObject<{
                    id: import("zod").ZodString;
                    author: import("zod").ZodReadonly<import("zod").ZodObject<{
                        id: import("zod").ZodString;
                        name: import("zod").ZodString;
                    }, import("zod/v4/core").$strict>>;
                    approvers: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                        id: import("zod").ZodString;
                        name: import("zod").ZodString;
                    }, import("zod/v4/core").$strict>>>>;
                }, import("zod/v4/core").$strict>>>;
                hash: import("zod").ZodString;
            }, import("zod/v4/core").$strict>>>>;
            nextCursor: import("zod").ZodNullable<import("zod").ZodString>;
        }, import("zod/v4/core").$strict>>;
        readonly exportInstallation: Operation<"/audit/export", import("zod").ZodObject<{
            actor: import("zod").ZodOptional<import("zod").ZodString>;
            action: import("zod").ZodOptional<import("zod").ZodString>;
            from: import("zod").ZodOptional<import("zod").ZodISODateTime>;
            to: import("zod").ZodOptional<import("zod").ZodISODateTime>;
            format: import("zod").ZodOptional<import("zod").ZodEnum<{
                csv: "csv";
                jsonl: "jsonl";
            }>>;
        }, import("zod/v4/core").$strict>, undefined, import("zod").ZodString>;
        readonly verifyInstallation: Operation<"/audit/verify", import("zod").ZodObject<{
            head: import("zod").ZodOptional<import("zod").ZodString>;
            seq: import("zod").ZodOptional<import("zod").ZodInt>;
        }, import("zod/v4/core").$strict>, undefined, import("zod").ZodReadonly<import("zod").ZodObject<{
            valid: import("zod").ZodBoolean;
            entries: import("zod").ZodInt;
            head: import("zod").ZodReadonly<import("zod").ZodObject<{
                seq: import("zod").ZodInt;
                hash: import("zod").ZodString;
            }, import("zod/v4/core").$strict>>;
            firstBadSeq: import("zod").ZodOptional<import("zod").ZodInt>;
            isSameHead: import("zod").ZodOptional<import("zod").ZodBoolean>;
        }, import("zod/v4/core").$strict>>>;
    };
    readonly events: {
        readonly stream: Operation<"/events", import("zod").ZodObject<{
            project: import("zod").ZodOptional<import("zod").ZodString>;
            environment: import("zod").ZodOptional<import("zod").ZodString>;
        }, import("zod/v4/core").$strict>, undefined, import("zod/v4/core").$ZodBranded<import("zod").ZodString, "EventStream", "out">>;
    };
    readonly webhooks: {
        readonly list: Operation<"/projects/:project/webhooks", import("zod").ZodObject<{
            limit: import("zod").ZodOptional<import("zod").ZodInt>;
            cursor: import("zod").ZodOptional<import("zod").ZodString>;
        }, import("zod/v4/core").$strict>, undefined, import("zod").ZodObject<{
            items: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                id: import("zod").ZodString;
                name: import("zod").ZodString;
                url: import("zod").ZodString;
                environments: import("zod").ZodNullable<import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodString>>>;
                actions: import("zod").ZodNullable<import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodString>>>;
                enabled: import("zod").ZodBoolean;
                disabledReason: import("zod").ZodNullable<import("zod").ZodEnum<{
                    failing: "failing";
                    gone: "gone";
                }>>;
                createdAt: import("zod").ZodISODateTime;
                updatedAt: import("zod").ZodISODateTime;
                previousSecretExpiresAt: import("zod").ZodNullable<import("zod").ZodISODateTime>;
                secret: import("zod").ZodOptional<import("zod").ZodString>;
                version: import("zod").ZodInt;
            }, import("zod/v4/core").$strict>>>>;
            nextCursor: import("zod").ZodNullable<import("zod").ZodString>;
        }, import("zod/v4/core").$strict>>;
        readonly create: Operation<"/projects/:project/webhooks", import("zod").ZodObject<{
            dryRun: import("zod").ZodOptional<import("zod").ZodBoolean>;
        }, import("zod/v4/core").$strict>, import("zod").ZodObject<{
            reason: import("zod").ZodOptional<import("zod").ZodString>;
            url: import("zod").ZodString;
            name: import("zod").ZodOptional<import("zod").ZodString>;
            environments: import("zod").ZodOptional<import("zod").ZodNullable<import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodString>>>>;
            actions: import("zod").ZodOptional<import("zod").ZodNullable<import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodString>>>>;
            enabled: import("zod").ZodOptional<import("zod").ZodBoolean>;
        }, import("zod/v4/core").$strict>, import("zod").ZodReadonly<import("zod").ZodObject<{
            id: import("zod").ZodString;
            name: import("zod").ZodString;
            url: import("zod").ZodString;
            environments: import("zod").ZodNullable<import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodString>>>;
            actions: import("zod").ZodNullable<import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodString>>>;
            enabled: import("zod").ZodBoolean;
            disabledReason: import("zod").ZodNullable<import("zod").ZodEnum<{
                failing: "failing";
                gone: "gone";
            }>>;
            createdAt: import("zod").ZodISODateTime;
            updatedAt: import("zod").ZodISODateTime;
            previousSecretExpiresAt: import("zod").ZodNullable<import("zod").ZodISODateTime>;
            secret: import("zod").ZodOptional<import("zod").ZodString>;
            version: import("zod").ZodInt;
        }, import("zod/v4/core").$strict>>>;
        readonly get: Operation<"/projects/:project/webhooks/:id", import("zod").ZodObject<Record<never, never>, import("zod/v4/core").$strict>, undefined, import("zod").ZodReadonly<import("zod").ZodObject<{
            id: import("zod").ZodString;
            name: import("zod").ZodString;
            url: import("zod").ZodString;
            environments: import("zod").ZodNullable<import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodString>>>;
            actions: import("zod").ZodNullable<import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodString>>>;
            enabled: import("zod").ZodBoolean;
            disabledReason: import("zod").ZodNullable<import("zod").ZodEnum<{
                failing: "failing";
                gone: "gone";
            }>>;
            createdAt: import("zod").ZodISODateTime;
            updatedAt: import("zod").ZodISODateTime;
            previousSecretExpiresAt: import("zod").ZodNullable<import("zod").ZodISODateTime>;
            secret: import("zod").ZodOptional<import("zod").ZodString>;
            version: import("zod").ZodInt;
        }, import("zod/v4/core").$strict>>>;
        readonly update: Operation<"/projects/:project/webhooks/:id", import("zod").ZodObject<{
            dryRun: import("zod").ZodOptional<import("zod").ZodBoolean>;
        }, import("zod/v4/core").$strict>, import("zod").ZodObject<{
            reason: import("zod").ZodOptional<import("zod").ZodString>;
            url: import("zod").ZodOptional<import("zod").ZodString>;
            name: import("zod").ZodOptional<import("zod").ZodString>;
            environments: import("zod").ZodOptional<import("zod").ZodNullable<import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodString>>>>;
            actions: import("zod").ZodOptional<import("zod").ZodNullable<import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodString>>>>;
            enabled: import("zod").ZodOptional<import("zod").ZodBoolean>;
        }, import("zod/v4/core").$strict>, import("zod").ZodReadonly<import("zod").ZodObject<{
            id: import("zod").ZodString;
            name: import("zod").ZodString;
            url: import("zod").ZodString;
            environments: import("zod").ZodNullable<import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodString>>>;
            actions: import("zod").ZodNullable<import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodString>>>;
            enabled: import("zod").ZodBoolean;
            disabledReason: import("zod").ZodNullable<import("zod").ZodEnum<{
                failing: "failing";
                gone: "gone";
            }>>;
            createdAt: import("zod").ZodISODateTime;
            updatedAt: import("zod").ZodISODateTime;
            previousSecretExpiresAt: import("zod").ZodNullable<import("zod").ZodISODateTime>;
            secret: import("zod").ZodOptional<import("zod").ZodString>;
            version: import("zod").ZodInt;
        }, import("zod/v4/core").$strict>>>;
        readonly delete: Operation<"/projects/:project/webhooks/:id", import("zod").ZodObject<{
            dryRun: import("zod").ZodOptional<import("zod").ZodBoolean>;
        }, import("zod/v4/core").$strict>, import("zod").ZodObject<{
            reason: import("zod").ZodOptional<import("zod").ZodString>;
        }, import("zod/v4/core").$strict>, undefined>;
        readonly rotate: Operation<"/projects/:project/webhooks/:id/rotate", import("zod").ZodObject<{
            dryRun: import("zod").ZodOptional<import("zod").ZodBoolean>;
        }, import("zod/v4/core").$strict>, import("zod").ZodObject<{
            reason: import("zod").ZodOptional<import("zod").ZodString>;
            graceSeconds: import("zod").ZodOptional<import("zod").ZodInt>;
        }, import("zod/v4/core").$strict>, import("zod").ZodReadonly<import("zod").ZodObject<{
            id: import("zod").ZodString;
            name: import("zod").ZodString;
            url: import("zod").ZodString;
            environments: import("zod").ZodNullable<import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodString>>>;
            actions: import("zod").ZodNullable<import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodString>>>;
            enabled: import("zod").ZodBoolean;
            disabledReason: import("zod").ZodNullable<import("zod").ZodEnum<{
                failing: "failing";
                gone: "gone";
            }>>;
            createdAt: import("zod").ZodISODateTime;
            updatedAt: import("zod").ZodISODateTime;
            previousSecretExpiresAt: import("zod").ZodNullable<import("zod").ZodISODateTime>;
            secret: import("zod").ZodOptional<import("zod").ZodString>;
            version: import("zod").ZodInt;
        }, import("zod/v4/core").$strict>>>;
        readonly ping: Operation<"/projects/:project/webhooks/:id/ping", import("zod").ZodObject<{
            dryRun: import("zod").ZodOptional<import("zod").ZodBoolean>;
        }, import("zod/v4/core").$strict>, undefined, import("zod").ZodReadonly<import("zod").ZodObject<{
            id: import("zod").ZodString;
            type: import("zod").ZodString;
            auditSeq: import("zod").ZodNullable<import("zod").ZodInt>;
            state: import("zod").ZodEnum<{
                dead: "dead";
                delivered: "delivered";
                pending: "pending";
            }>;
            attempts: import("zod").ZodInt;
            createdAt: import("zod").ZodISODateTime;
            lastAttemptAt: import("zod").ZodNullable<import("zod").ZodISODateTime>;
            nextAttemptAt: import("zod").ZodNullable<import("zod").ZodISODateTime>;
            lastStatus: import("zod").ZodNullable<import("zod").ZodInt>;
            lastError: import("zod").ZodNullable<import("zod").ZodString>;
        }, import("zod/v4/core").$strict>>>;
        readonly listDeliveries: Operation<"/projects/:project/webhooks/:id/deliveries", import("zod").ZodObject<{
            limit: import("zod").ZodOptional<import("zod").ZodInt>;
            cursor: import("zod").ZodOptional<import("zod").ZodString>;
            state: import("zod").ZodOptional<import("zod").ZodEnum<{
                dead: "dead";
                delivered: "delivered";
                pending: "pending";
            }>>;
        }, import("zod/v4/core").$strict>, undefined, import("zod").ZodObject<{
            items: import("zod").ZodReadonly<import("zod").ZodArray<import("zod").ZodReadonly<import("zod").ZodObject<{
                id: import("zod").ZodString;
                type: import("zod").ZodString;
                auditSeq: import("zod").ZodNullable<import("zod").ZodInt>;
                state: import("zod").ZodEnum<{
                    dead: "dead";
                    delivered: "delivered";
                    pending: "pending";
                }>;
                attempts: import("zod").ZodInt;
                createdAt: import("zod").ZodISODateTime;
                lastAttemptAt: import("zod").ZodNullable<import("zod").ZodISODateTime>;
                nextAttemptAt: import("zod").ZodNullable<import("zod").ZodISODateTime>;
                lastStatus: import("zod").ZodNullable<import("zod").ZodInt>;
                lastError: import("zod").ZodNullable<import("zod").ZodString>;
            }, import("zod/v4/core").$strict>>>>;
            nextCursor: import("zod").ZodNullable<import("zod").ZodString>;
        }, import("zod/v4/core").$strict>>;
        readonly getDelivery: Operation<"/projects/:project/webhooks/:id/deliveries/:delivery", import("zod").ZodObject<Record<never, never>, import("zod/v4/core").$strict>, undefined, import("zod").ZodReadonly<import("zod").ZodObject<{
            id: import("zod").ZodString;
            type: import("zod").ZodString;
            auditSeq: import("zod").ZodNullable<import("zod").ZodInt>;
            state: import("zod").ZodEnum<{
                dead: "dead";
                delivered: "delivered";
                pending: "pending";
            }>;
            attempts: import("zod").ZodInt;
            createdAt: import("zod").ZodISODateTime;
            lastAttemptAt: import("zod").ZodNullable<import("zod").ZodISODateTime>;
            nextAttemptAt: import("zod").ZodNullable<import("zod").ZodISODateTime>;
            lastStatus: import("zod").ZodNullable<import("zod").ZodInt>;
            lastError: import("zod").ZodNullable<import("zod").ZodString>;
        }, import("zod/v4/core").$strict>>>;
        readonly redeliver: Operation<"/projects/:project/webhooks/:id/deliveries/:delivery/redeliver", import("zod").ZodObject<{
            dryRun: import("zod").ZodOptional<import("zod").ZodBoolean>;
        }, import("zod/v4/core").$strict>, undefined, import("zod").ZodReadonly<import("zod").ZodObject<{
            id: import("zod").ZodString;
            type: import("zod").ZodString;
            auditSeq: import("zod").ZodNullable<import("zod").ZodInt>;
            state: import("zod").ZodEnum<{
                dead: "dead";
                delivered: "delivered";
                pending: "pending";
            }>;
            attempts: import("zod").ZodInt;
            createdAt: import("zod").ZodISODateTime;
            lastAttemptAt: import("zod").ZodNullable<import("zod").ZodISODateTime>;
            nextAttemptAt: import("zod").ZodNullable<import("zod").ZodISODateTime>;
            lastStatus: import("zod").ZodNullable<import("zod").ZodInt>;
            lastError: import("zod").ZodNullable<import("zod").ZodString>;
        }, import("zod/v4/core").$strict>>>;
    };
};
/** Every operation with its name, such as `flags.create`. */
export declare function listOperations(): readonly (readonly [name: string, operation: Operation])[];

// permissions.d.ts
/** Who may do what. Default deny: a role holds what is listed, and nothing else. */
/** Each one holds all that the one before it holds. */
export declare const ROLES: readonly ['viewer', 'operator', 'editor', 'admin'];
/** What a token may do. @see PERMISSIONS */
export type Role = (typeof ROLES)[number];
/** What one operation asks for. */
export type Permission = 'project.read' | 'audit.read' | 'flag.kill' | 'flag.write' | 'configuration.write' | 'segment.write' | 'change.request' | 'change.approve' | 'project.create' | 'project.write' | 'project.delete' | 'environment.write' | 'key.write' | 'token.write' | 'webhook.write';
/** What each role may do; each one holds all that the one before it holds. */
export declare const PERMISSIONS: Readonly<Record<Role, ReadonlySet<Permission>>>;

// preview.d.ts
/** What a write changes, and whom it moves. @see docs/api.md, "Dry runs" */
import * as z from 'zod';
export declare const previewSchema: z.ZodReadonly<z.ZodObject<{
    summary: z.ZodString;
    changes: z.ZodReadonly<z.ZodArray<z.ZodReadonly<z.ZodObject<{
        path: z.ZodString;
        before: z.ZodOptional<z.ZodType<import("@halyard/evaluator").JsonValue, unknown, z.core.$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
        after: z.ZodOptional<z.ZodType<import("@halyard/evaluator").JsonValue, unknown, z.core.$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
    }, z.core.$strict>>>>;
    moves: z.ZodReadonly<z.ZodArray<z.ZodReadonly<z.ZodObject<{
        flag: z.ZodString;
        where: z.ZodEnum<{
            fallthrough: "fallthrough";
            off: "off";
            rule: "rule";
        }>;
        rule: z.ZodOptional<z.ZodString>;
        from: z.ZodNullable<z.ZodString>;
        to: z.ZodNullable<z.ZodString>;
        buckets: z.ZodInt;
        estimated: z.ZodOptional<z.ZodLiteral<true>>;
    }, z.core.$strict>>>>;
    reach: z.ZodReadonly<z.ZodArray<z.ZodReadonly<z.ZodObject<{
        flag: z.ZodString;
        where: z.ZodEnum<{
            prerequisites: "prerequisites";
            rule: "rule";
            targets: "targets";
        }>;
        rule: z.ZodOptional<z.ZodString>;
        segment: z.ZodOptional<z.ZodString>;
        change: z.ZodEnum<{
            added: "added";
            changed: "changed";
            moved: "moved";
            removed: "removed";
        }>;
    }, z.core.$strict>>>>;
}, z.core.$strict>>;
/** What answers of writes carry beside the resource, where they tell it. */
export declare const withPreview: {
    preview: z.ZodOptional<z.ZodReadonly<z.ZodObject<{
        summary: z.ZodString;
        changes: z.ZodReadonly<z.ZodArray<z.ZodReadonly<z.ZodObject<{
            path: z.ZodString;
            before: z.ZodOptional<z.ZodType<import("@halyard/evaluator").JsonValue, unknown, z.core.$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
            after: z.ZodOptional<z.ZodType<import("@halyard/evaluator").JsonValue, unknown, z.core.$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
        }, z.core.$strict>>>>;
        moves: z.ZodReadonly<z.ZodArray<z.ZodReadonly<z.ZodObject<{
            flag: z.ZodString;
            where: z.ZodEnum<{
                fallthrough: "fallthrough";
                off: "off";
                rule: "rule";
            }>;
            rule: z.ZodOptional<z.ZodString>;
            from: z.ZodNullable<z.ZodString>;
            to: z.ZodNullable<z.ZodString>;
            buckets: z.ZodInt;
            estimated: z.ZodOptional<z.ZodLiteral<true>>;
        }, z.core.$strict>>>>;
        reach: z.ZodReadonly<z.ZodArray<z.ZodReadonly<z.ZodObject<{
            flag: z.ZodString;
            where: z.ZodEnum<{
                prerequisites: "prerequisites";
                rule: "rule";
                targets: "targets";
            }>;
            rule: z.ZodOptional<z.ZodString>;
            segment: z.ZodOptional<z.ZodString>;
            change: z.ZodEnum<{
                added: "added";
                changed: "changed";
                moved: "moved";
                removed: "removed";
            }>;
        }, z.core.$strict>>>>;
    }, z.core.$strict>>>;
};
export declare const withWarnings: {
    warnings: z.ZodOptional<z.ZodReadonly<z.ZodArray<z.ZodString>>>;
};
/** What a write changes, and whom it moves. */
export type Preview = z.infer<typeof previewSchema>;
/** How many get another variant than before, and where. */
export type Move = Preview['moves'][number];
/** A place that others get to than before. */
export type Reach = Preview['reach'][number];

// problem.d.ts
import * as z from 'zod';
export declare const problemErrorSchema: z.ZodReadonly<z.ZodObject<{
    path: z.ZodString;
    value: z.ZodOptional<z.ZodUnknown>;
    expected: z.ZodString;
    message: z.ZodOptional<z.ZodString>;
    suggestion: z.ZodOptional<z.ZodString>;
}, z.core.$strict>>;
/** RFC 9457. Branch on `code`: it is documented, and never reused. @see docs/api.md, "Refusals" */
export declare const problemSchema: z.ZodReadonly<z.ZodObject<{
    type: z.ZodString;
    title: z.ZodString;
    status: z.ZodInt;
    detail: z.ZodString;
    code: z.ZodString;
    requestId: z.ZodString;
    errors: z.ZodReadonly<z.ZodArray<z.ZodReadonly<z.ZodObject<{
        path: z.ZodString;
        value: z.ZodOptional<z.ZodUnknown>;
        expected: z.ZodString;
        message: z.ZodOptional<z.ZodString>;
        suggestion: z.ZodOptional<z.ZodString>;
    }, z.core.$strict>>>>;
    current: z.ZodOptional<z.ZodUnknown>;
    changed: z.ZodOptional<z.ZodReadonly<z.ZodArray<z.ZodString>>>;
}, z.core.$strip>>;
/** Why something was refused (RFC 9457). Branch on `code`. */
export type ProblemDocument = z.infer<typeof problemSchema>;
/** One thing that is wrong with a request: where, what came, what was expected. */
export type ProblemError = z.infer<typeof problemErrorSchema>;
/** A page of a list. */
export interface ListResource<T> {
    readonly items: readonly T[];
    readonly nextCursor: string | null;
}

// project.d.ts
import * as z from 'zod';
export declare const createProjectSchema: z.ZodObject<{
    reason: z.ZodOptional<z.ZodString>;
    key: z.ZodString;
    name: z.ZodOptional<z.ZodString>;
}, z.core.$strict>;
export declare const patchProjectSchema: z.ZodObject<{
    reason: z.ZodOptional<z.ZodString>;
    name: z.ZodOptional<z.ZodString>;
}, z.core.$strict>;
/** Makes a project. */
export type CreateProject = z.infer<typeof createProjectSchema>;
/** What changes of a project. */
export type PatchProject = z.infer<typeof patchProjectSchema>;
/** As the API answers it. Times are RFC 3339. */
export declare const projectResourceSchema: z.ZodReadonly<z.ZodObject<{
    key: z.ZodString;
    name: z.ZodString;
    createdAt: z.ZodISODateTime;
    version: z.ZodInt;
}, z.core.$strict>>;
/** A project. */
export type ProjectResource = z.infer<typeof projectResourceSchema>;

// propagation.d.ts
import * as z from 'zod';
declare const laggardSchema: z.ZodReadonly<z.ZodObject<{
    instance: z.ZodNullable<z.ZodString>;
    sdk: z.ZodNullable<z.ZodString>;
    version: z.ZodNullable<z.ZodString>;
    revision: z.ZodNullable<z.ZodInt>;
    lastSeenMs: z.ZodNumber;
    gone: z.ZodBoolean;
}, z.core.$strict>>;
/** How a change is faring: in the answers to kills and restores. */
export declare const appliedFields: {
    connected: z.ZodInt;
    applied: z.ZodInt;
    p50Ms: z.ZodNullable<z.ZodNumber>;
    p99Ms: z.ZodNullable<z.ZodNumber>;
    laggards: z.ZodReadonly<z.ZodArray<z.ZodReadonly<z.ZodObject<{
        instance: z.ZodNullable<z.ZodString>;
        sdk: z.ZodNullable<z.ZodString>;
        version: z.ZodNullable<z.ZodString>;
        revision: z.ZodNullable<z.ZodInt>;
        lastSeenMs: z.ZodNumber;
        gone: z.ZodBoolean;
    }, z.core.$strict>>>>;
    clientsConnected: z.ZodInt;
    polling: z.ZodInt;
    timedOut: z.ZodBoolean;
};
/** The query of a kill or a restore. The ranges are refused as what they are (422), by who waits. */
export declare const waitFields: {
    waitFor: z.ZodOptional<z.ZodNumber>;
    timeoutMs: z.ZodOptional<z.ZodNumber>;
};
/** How far somebody who is connected has come. @see docs/api.md, "Who has applied it" */
export declare const CONNECTION_STATES: readonly ['current', 'lagging', 'unconfirmed', 'polling'];
/** Somebody who holds a stream of an environment, or polls it with an SDK key. */
export declare const connectionSchema: z.ZodReadonly<z.ZodObject<{
    instance: z.ZodNullable<z.ZodString>;
    sdk: z.ZodNullable<z.ZodString>;
    version: z.ZodNullable<z.ZodString>;
    key: z.ZodString;
    audience: z.ZodEnum<{
        client: "client";
        server: "server";
    }>;
    revision: z.ZodNullable<z.ZodInt>;
    lagMs: z.ZodNullable<z.ZodNumber>;
    connectedAt: z.ZodISODateTime;
    state: z.ZodEnum<{
        current: "current";
        lagging: "lagging";
        polling: "polling";
        unconfirmed: "unconfirmed";
    }>;
}, z.core.$strict>>;
declare const appliedSchema: z.ZodReadonly<z.ZodObject<{
    connected: z.ZodInt;
    applied: z.ZodInt;
    p50Ms: z.ZodNullable<z.ZodNumber>;
    p99Ms: z.ZodNullable<z.ZodNumber>;
    laggards: z.ZodReadonly<z.ZodArray<z.ZodReadonly<z.ZodObject<{
        instance: z.ZodNullable<z.ZodString>;
        sdk: z.ZodNullable<z.ZodString>;
        version: z.ZodNullable<z.ZodString>;
        revision: z.ZodNullable<z.ZodInt>;
        lastSeenMs: z.ZodNumber;
        gone: z.ZodBoolean;
    }, z.core.$strict>>>>;
    clientsConnected: z.ZodInt;
    polling: z.ZodInt;
    timedOut: z.ZodBoolean;
}, z.core.$strict>>;
/** How a change is faring with those who are connected. */
export type AppliedResource = z.infer<typeof appliedSchema>;
/** Who has not confirmed a change. */
export type LaggardResource = z.infer<typeof laggardSchema>;
/** Who holds a stream, or polls. */
export type ConnectionResource = z.infer<typeof connectionSchema>;
export {};

// reveals.d.ts
/** What exposing a flag to clients shows to whoever has a client id. @see docs/api.md, "What an exposure reveals" */
import * as z from 'zod';
export declare const revealsSchema: z.ZodReadonly<z.ZodArray<z.ZodReadonly<z.ZodObject<{
    environment: z.ZodString;
    items: z.ZodReadonly<z.ZodArray<z.ZodReadonly<z.ZodObject<{
        type: z.ZodEnum<{
            flag: "flag";
            segment: "segment";
        }>;
        key: z.ZodString;
        hidden: z.ZodOptional<z.ZodLiteral<true>>;
        hashed: z.ZodReadonly<z.ZodArray<z.ZodString>>;
        readable: z.ZodReadonly<z.ZodArray<z.ZodReadonly<z.ZodObject<{
            path: z.ZodString;
            attribute: z.ZodString;
            op: z.ZodString;
            value: z.ZodOptional<z.ZodType<import("@halyard/evaluator").JsonValue, unknown, z.core.$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
        }, z.core.$strict>>>>;
    }, z.core.$strict>>>>;
}, z.core.$strict>>>>;
/** What exposing flags to clients shows, by environment. */
export type Reveals = z.infer<typeof revealsSchema>;
/** What of one flag or segment clients come to see. */
export type RevealedItem = Reveals[number]['items'][number];

// sdk-key.d.ts
import * as z from 'zod';
/** `sdk` is secret and sees everything; `client` is public and sees what is exposed. */
export declare const KEY_KINDS: readonly ['sdk', 'client'];
export declare const createKeySchema: z.ZodObject<{
    reason: z.ZodOptional<z.ZodString>;
    kind: z.ZodEnum<{
        client: "client";
        sdk: "sdk";
    }>;
    name: z.ZodString;
    expiresAt: z.ZodOptional<z.ZodNullable<z.ZodISODateTime>>;
    signed: z.ZodOptional<z.ZodBoolean>;
}, z.core.$strict>;
/** Makes an SDK key or a client id. */
export type CreateKey = z.infer<typeof createKeySchema>;
export declare const rotateKeySchema: z.ZodObject<{
    reason: z.ZodOptional<z.ZodString>;
    graceSeconds: z.ZodOptional<z.ZodInt>;
    expiresAt: z.ZodOptional<z.ZodNullable<z.ZodISODateTime>>;
}, z.core.$strict>;
/** Makes a key in place of another, which goes on working for a while. */
export type RotateKey = z.infer<typeof rotateKeySchema>;
export declare const keyResourceSchema: z.ZodReadonly<z.ZodObject<{
    id: z.ZodString;
    kind: z.ZodEnum<{
        client: "client";
        sdk: "sdk";
    }>;
    name: z.ZodString;
    createdAt: z.ZodISODateTime;
    expiresAt: z.ZodNullable<z.ZodISODateTime>;
    revokedAt: z.ZodNullable<z.ZodISODateTime>;
    clientId: z.ZodOptional<z.ZodString>;
    signed: z.ZodOptional<z.ZodBoolean>;
    secret: z.ZodOptional<z.ZodString>;
    version: z.ZodInt;
}, z.core.$strict>>;
/** An SDK key or a client id, without its secret once it has been shown. */
export type KeyResource = z.infer<typeof keyResourceSchema>;

// segment.d.ts
import * as z from 'zod';
export declare const putSegmentSchema: z.ZodObject<{
    reason: z.ZodOptional<z.ZodString>;
    name: z.ZodOptional<z.ZodString>;
    description: z.ZodOptional<z.ZodNullable<z.ZodString>>;
    by: z.ZodOptional<z.ZodNullable<z.ZodString>>;
    included: z.ZodOptional<z.ZodArray<z.ZodType<import("@halyard/evaluator").Primitive, unknown, z.core.$ZodTypeInternals<import("@halyard/evaluator").Primitive, unknown>>>>;
    excluded: z.ZodOptional<z.ZodArray<z.ZodType<import("@halyard/evaluator").Primitive, unknown, z.core.$ZodTypeInternals<import("@halyard/evaluator").Primitive, unknown>>>>;
    if: z.ZodOptional<z.ZodNullable<z.ZodCustom<import("@halyard/evaluator").Condition, import("@halyard/evaluator").Condition>>>;
    key: z.ZodOptional<z.ZodString>;
    environment: z.ZodOptional<z.ZodString>;
    revision: z.ZodOptional<z.ZodInt>;
    version: z.ZodOptional<z.ZodInt>;
    createdAt: z.ZodOptional<z.ZodString>;
    updatedAt: z.ZodOptional<z.ZodString>;
    warnings: z.ZodOptional<z.ZodArray<z.ZodString>>;
}, z.core.$strict>;
/** A whole segment, as it is written. */
export type PutSegment = z.infer<typeof putSegmentSchema>;
export declare const segmentResourceSchema: z.ZodReadonly<z.ZodObject<{
    key: z.ZodString;
    environment: z.ZodString;
    revision: z.ZodInt;
    name: z.ZodString;
    description: z.ZodNullable<z.ZodString>;
    by: z.ZodNullable<z.ZodString>;
    included: z.ZodReadonly<z.ZodArray<z.ZodType<import("@halyard/evaluator").Primitive, unknown, z.core.$ZodTypeInternals<import("@halyard/evaluator").Primitive, unknown>>>>;
    excluded: z.ZodReadonly<z.ZodArray<z.ZodType<import("@halyard/evaluator").Primitive, unknown, z.core.$ZodTypeInternals<import("@halyard/evaluator").Primitive, unknown>>>>;
    if: z.ZodNullable<z.ZodCustom<import("@halyard/evaluator").Condition, import("@halyard/evaluator").Condition>>;
    createdAt: z.ZodISODateTime;
    updatedAt: z.ZodISODateTime;
    version: z.ZodInt;
}, z.core.$strict>>;
/** The answer to a write; to a dry run, with what would change. */
export declare const writtenSegmentSchema: z.ZodReadonly<z.ZodObject<{
    preview: z.ZodOptional<z.ZodReadonly<z.ZodObject<{
        summary: z.ZodString;
        changes: z.ZodReadonly<z.ZodArray<z.ZodReadonly<z.ZodObject<{
            path: z.ZodString;
            before: z.ZodOptional<z.ZodType<import("@halyard/evaluator").JsonValue, unknown, z.core.$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
            after: z.ZodOptional<z.ZodType<import("@halyard/evaluator").JsonValue, unknown, z.core.$ZodTypeInternals<import("@halyard/evaluator").JsonValue, unknown>>>;
        }, z.core.$strict>>>>;
        moves: z.ZodReadonly<z.ZodArray<z.ZodReadonly<z.ZodObject<{
            flag: z.ZodString;
            where: z.ZodEnum<{
                fallthrough: "fallthrough";
                off: "off";
                rule: "rule";
            }>;
            rule: z.ZodOptional<z.ZodString>;
            from: z.ZodNullable<z.ZodString>;
            to: z.ZodNullable<z.ZodString>;
            buckets: z.ZodInt;
            estimated: z.ZodOptional<z.ZodLiteral<true>>;
        }, z.core.$strict>>>>;
        reach: z.ZodReadonly<z.ZodArray<z.ZodReadonly<z.ZodObject<{
            flag: z.ZodString;
            where: z.ZodEnum<{
                prerequisites: "prerequisites";
                rule: "rule";
                targets: "targets";
            }>;
            rule: z.ZodOptional<z.ZodString>;
            segment: z.ZodOptional<z.ZodString>;
            change: z.ZodEnum<{
                added: "added";
                changed: "changed";
                moved: "moved";
                removed: "removed";
            }>;
        }, z.core.$strict>>>>;
    }, z.core.$strict>>>;
    warnings: z.ZodOptional<z.ZodReadonly<z.ZodArray<z.ZodString>>>;
    key: z.ZodString;
    environment: z.ZodString;
    revision: z.ZodInt;
    name: z.ZodString;
    description: z.ZodNullable<z.ZodString>;
    by: z.ZodNullable<z.ZodString>;
    included: z.ZodReadonly<z.ZodArray<z.ZodType<import("@halyard/evaluator").Primitive, unknown, z.core.$ZodTypeInternals<import("@halyard/evaluator").Primitive, unknown>>>>;
    excluded: z.ZodReadonly<z.ZodArray<z.ZodType<import("@halyard/evaluator").Primitive, unknown, z.core.$ZodTypeInternals<import("@halyard/evaluator").Primitive, unknown>>>>;
    if: z.ZodNullable<z.ZodCustom<import("@halyard/evaluator").Condition, import("@halyard/evaluator").Condition>>;
    createdAt: z.ZodISODateTime;
    updatedAt: z.ZodISODateTime;
    version: z.ZodInt;
}, z.core.$strict>>;
/** A segment of an environment. */
export type SegmentResource = z.infer<typeof segmentResourceSchema>;

// suggest.d.ts
/**
 * The name that was most likely meant, or undefined when none is close.
 * @param given - What came. @param known - What would do.
 */
export declare function suggest(given: string, known: Iterable<string>): string | undefined;

// token.d.ts
import * as z from 'zod';
export declare const createTokenSchema: z.ZodObject<{
    reason: z.ZodOptional<z.ZodString>;
    name: z.ZodString;
    role: z.ZodEnum<{
        admin: "admin";
        editor: "editor";
        operator: "operator";
        viewer: "viewer";
    }>;
    projects: z.ZodOptional<z.ZodArray<z.ZodString>>;
    environments: z.ZodOptional<z.ZodArray<z.ZodString>>;
    expiresAt: z.ZodOptional<z.ZodNullable<z.ZodISODateTime>>;
}, z.core.$strict>;
export declare const tokenResourceSchema: z.ZodReadonly<z.ZodObject<{
    id: z.ZodString;
    name: z.ZodString;
    role: z.ZodEnum<{
        admin: "admin";
        editor: "editor";
        operator: "operator";
        viewer: "viewer";
    }>;
    projects: z.ZodNullable<z.ZodReadonly<z.ZodArray<z.ZodString>>>;
    environments: z.ZodNullable<z.ZodReadonly<z.ZodArray<z.ZodString>>>;
    createdAt: z.ZodISODateTime;
    createdBy: z.ZodReadonly<z.ZodObject<{
        id: z.ZodString;
        name: z.ZodString;
    }, z.core.$strict>>;
    expiresAt: z.ZodNullable<z.ZodISODateTime>;
    revokedAt: z.ZodNullable<z.ZodISODateTime>;
    lastUsedAt: z.ZodNullable<z.ZodISODateTime>;
    secret: z.ZodOptional<z.ZodString>;
    version: z.ZodInt;
}, z.core.$strict>>;
/** What a token may know of itself. */
export declare const ownTokenSchema: z.ZodReadonly<z.ZodObject<{
    id: z.ZodString;
    name: z.ZodString;
    role: z.ZodEnum<{
        admin: "admin";
        editor: "editor";
        operator: "operator";
        viewer: "viewer";
    }>;
    projects: z.ZodNullable<z.ZodReadonly<z.ZodArray<z.ZodString>>>;
    environments: z.ZodNullable<z.ZodReadonly<z.ZodArray<z.ZodString>>>;
    expiresAt: z.ZodNullable<z.ZodISODateTime>;
}, z.core.$strict>>;
/** Makes an API token. */
export type CreateToken = z.infer<typeof createTokenSchema>;
/** An API token, without its secret once it has been shown. */
export type TokenResource = z.infer<typeof tokenResourceSchema>;
export type OwnToken = z.infer<typeof ownTokenSchema>;

// validate.d.ts
import type { z } from 'zod';
import type { ProblemError } from './problem.ts';
/** What a document is held against. */
export type Schema<T> = z.ZodType<T>;
/** What came of holding a document against a schema. */
export type Validated<T> = {
    readonly ok: true;
    readonly value: T;
} | {
    readonly ok: false;
    readonly errors: readonly ProblemError[];
};
/** Holds a body against a schema. Every error says where, what came, what was expected and, if one is near, what was meant. */
export declare function validate<T>(schema: Schema<T>, body: unknown): Validated<T>;
/**
 * What came, as an error repeats it: a text cut off where it is long; a long list or object in words only, as is what
 * holds a password.
 */
export declare function told(value: unknown): Pick<ProblemError, 'value' | 'message'>;
/** RFC 6901. */
export declare function pointer(path: readonly PropertyKey[]): string;

// webhook.d.ts
import * as z from 'zod';
export declare const createWebhookSchema: z.ZodObject<{
    reason: z.ZodOptional<z.ZodString>;
    url: z.ZodString;
    name: z.ZodOptional<z.ZodString>;
    environments: z.ZodOptional<z.ZodNullable<z.ZodReadonly<z.ZodArray<z.ZodString>>>>;
    actions: z.ZodOptional<z.ZodNullable<z.ZodReadonly<z.ZodArray<z.ZodString>>>>;
    enabled: z.ZodOptional<z.ZodBoolean>;
}, z.core.$strict>;
export declare const patchWebhookSchema: z.ZodObject<{
    reason: z.ZodOptional<z.ZodString>;
    url: z.ZodOptional<z.ZodString>;
    name: z.ZodOptional<z.ZodString>;
    environments: z.ZodOptional<z.ZodNullable<z.ZodReadonly<z.ZodArray<z.ZodString>>>>;
    actions: z.ZodOptional<z.ZodNullable<z.ZodReadonly<z.ZodArray<z.ZodString>>>>;
    enabled: z.ZodOptional<z.ZodBoolean>;
}, z.core.$strict>;
export declare const rotateWebhookSchema: z.ZodObject<{
    reason: z.ZodOptional<z.ZodString>;
    graceSeconds: z.ZodOptional<z.ZodInt>;
}, z.core.$strict>;
/** Makes a webhook. */
export type CreateWebhook = z.infer<typeof createWebhookSchema>;
/** What changes of a webhook. */
export type PatchWebhook = z.infer<typeof patchWebhookSchema>;
/** Makes a webhook’s secret anew; the old one signs beside it for a while. */
export type RotateWebhook = z.infer<typeof rotateWebhookSchema>;
export declare const webhookResourceSchema: z.ZodReadonly<z.ZodObject<{
    id: z.ZodString;
    name: z.ZodString;
    url: z.ZodString;
    environments: z.ZodNullable<z.ZodReadonly<z.ZodArray<z.ZodString>>>;
    actions: z.ZodNullable<z.ZodReadonly<z.ZodArray<z.ZodString>>>;
    enabled: z.ZodBoolean;
    disabledReason: z.ZodNullable<z.ZodEnum<{
        failing: "failing";
        gone: "gone";
    }>>;
    createdAt: z.ZodISODateTime;
    updatedAt: z.ZodISODateTime;
    previousSecretExpiresAt: z.ZodNullable<z.ZodISODateTime>;
    secret: z.ZodOptional<z.ZodString>;
    version: z.ZodInt;
}, z.core.$strict>>;
/** A webhook, without its secret once it has been shown. */
export type WebhookResource = z.infer<typeof webhookResourceSchema>;
/** `pending` is tried again; `dead` is not. */
export declare const DELIVERY_STATES: readonly ['pending', 'delivered', 'dead'];
export declare const deliveryResourceSchema: z.ZodReadonly<z.ZodObject<{
    id: z.ZodString;
    type: z.ZodString;
    auditSeq: z.ZodNullable<z.ZodInt>;
    state: z.ZodEnum<{
        dead: "dead";
        delivered: "delivered";
        pending: "pending";
    }>;
    attempts: z.ZodInt;
    createdAt: z.ZodISODateTime;
    lastAttemptAt: z.ZodNullable<z.ZodISODateTime>;
    nextAttemptAt: z.ZodNullable<z.ZodISODateTime>;
    lastStatus: z.ZodNullable<z.ZodInt>;
    lastError: z.ZodNullable<z.ZodString>;
}, z.core.$strict>>;
/** One event on its way to a webhook. */
export type DeliveryResource = z.infer<typeof deliveryResourceSchema>;
/** Where a delivery stands. */
export type DeliveryState = (typeof DELIVERY_STATES)[number];
