// What @halyard/admin-api promises. Made by scripts/public-api.mjs; a change here is a change of the public API.

// condition.d.ts
/** The structure of conditions; what stands in their operands is `findProblems`' to judge. */
import type { Condition, Operator } from '@halyard/evaluator';
import { z } from 'zod';
export declare const OPERATORS: readonly Operator[];
/** A condition of any nesting; the body's depth is limited before this looks at it. */
export declare const conditionSchema: z.ZodCustom<Condition, Condition>;
/** How a suggestion travels through an issue's message. */
export declare function encodeExpected(expected: string, suggestion?: string): string;

// configuration.d.ts
import type { Condition, Prerequisite, Target } from '@halyard/evaluator';
import { z } from 'zod';
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
export declare const putConfigurationSchema: z.ZodObject<{
    reason: z.ZodOptional<z.ZodString>;
    flag: z.ZodOptional<z.ZodString>;
    environment: z.ZodOptional<z.ZodString>;
    revision: z.ZodOptional<z.ZodInt>;
    version: z.ZodOptional<z.ZodInt>;
    killed: z.ZodOptional<z.ZodBoolean>;
    enabled: z.ZodBoolean;
    offVariant: z.ZodOptional<z.ZodNullable<z.ZodString>>;
    prerequisites: z.ZodOptional<z.ZodArray<z.ZodObject<{
        flag: z.ZodString;
        variant: z.ZodString;
    }, z.core.$strict>>>;
    targets: z.ZodOptional<z.ZodArray<z.ZodObject<{
        attribute: z.ZodOptional<z.ZodString>;
        values: z.ZodArray<z.ZodUnion<readonly [z.ZodString, z.ZodNumber, z.ZodBoolean]>>;
        variant: z.ZodString;
    }, z.core.$strict>>>;
    rules: z.ZodOptional<z.ZodArray<z.ZodObject<{
        id: z.ZodOptional<z.ZodString>;
        if: z.ZodOptional<z.ZodCustom<Condition, Condition>>;
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
export declare const mergePatchSchema: z.ZodRecord<z.ZodString, z.ZodUnknown>;
export declare const killSchema: z.ZodObject<{
    reason: z.ZodOptional<z.ZodString>;
}, z.core.$strict>;
export declare const rollbackSchema: z.ZodObject<{
    reason: z.ZodOptional<z.ZodString>;
    revision: z.ZodInt;
}, z.core.$strict>;
export type PutConfiguration = z.infer<typeof putConfigurationSchema>;
export type ServeInput = z.infer<typeof serveSchema>;
export type Rollback = z.infer<typeof rollbackSchema>;
export type ServeResource = {
    readonly variant: string;
} | {
    readonly split: {
        readonly by: string;
        readonly weights: Readonly<Record<string, number>>;
        readonly ranges: readonly (readonly [variant: string, end: number])[];
    };
};
export interface ConfigurationResource {
    readonly flag: string;
    readonly environment: string;
    /** The environment's revision that last changed the flag as backends see it. */
    readonly revision: number;
    readonly enabled: boolean;
    readonly killed: boolean;
    readonly offVariant: string | null;
    readonly prerequisites: readonly Prerequisite[];
    readonly targets: readonly Target[];
    readonly rules: readonly {
        readonly id: string;
        readonly if?: Condition;
        readonly serve: ServeResource;
    }[];
    readonly fallthrough: ServeResource;
    readonly maxStalenessMs: number | null;
    readonly version: number;
    readonly warnings?: readonly string[];
}
/** The answer to a kill or a restore: who is connected at this moment. */
export interface KillResource extends ConfigurationResource {
    readonly connected: number;
    readonly clientsConnected: number;
}
export interface HistoryResource {
    readonly revision: number;
    readonly at: string;
    readonly actor: {
        readonly id: string;
        readonly name: string;
    };
    readonly action: string;
    readonly reason: string | null;
    readonly before: unknown;
    readonly after: unknown;
}
export {};

// environment.d.ts
import { z } from 'zod';
export declare const createEnvironmentSchema: z.ZodObject<{
    reason: z.ZodOptional<z.ZodString>;
    key: z.ZodString;
    name: z.ZodOptional<z.ZodString>;
    protected: z.ZodOptional<z.ZodBoolean>;
}, z.core.$strict>;
export declare const patchEnvironmentSchema: z.ZodObject<{
    reason: z.ZodOptional<z.ZodString>;
    name: z.ZodOptional<z.ZodString>;
    protected: z.ZodOptional<z.ZodBoolean>;
}, z.core.$strict>;
export type CreateEnvironment = z.infer<typeof createEnvironmentSchema>;
export type PatchEnvironment = z.infer<typeof patchEnvironmentSchema>;
export interface EnvironmentResource {
    readonly key: string;
    readonly id: string;
    readonly name: string;
    readonly protected: boolean;
    readonly revision: number;
    readonly createdAt: string;
    readonly version: number;
}

// fields.d.ts
/** Pieces that several documents are made of. */
import { z } from 'zod';
/** Keys of projects, environments, flags and segments, and names of variants. */
export declare const KEY_PATTERN: RegExp;
export declare const KEY_EXPECTED = "1 to 128 characters of A-Z a-z 0-9 . _ -, the first a letter or a digit";
export declare const keySchema: z.ZodString;
/** For people; any text on one line. */
export declare const nameSchema: z.ZodString;
export declare const textSchema: z.ZodString;
export declare const reasonSchema: z.ZodString;
export declare const dateSchema: z.ZodISODateTime;
export declare const primitiveSchema: z.ZodUnion<readonly [z.ZodString, z.ZodNumber, z.ZodBoolean]>;
/** Why, for the audit. */
export declare const withReason: {
    reason: z.ZodOptional<z.ZodString>;
};

// flag.d.ts
import type { FlagType, JsonValue, Primitive } from '@halyard/evaluator';
import { z } from 'zod';
export declare const FLAG_TYPES: readonly ['boolean', 'string', 'number', 'object'];
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
    variants: z.ZodOptional<z.ZodRecord<z.ZodString, z.ZodJSONSchema>>;
    metadata: z.ZodOptional<z.ZodRecord<z.ZodString, z.ZodUnion<readonly [z.ZodString, z.ZodNumber, z.ZodBoolean]>>>;
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
/** A merge patch (RFC 7396); a flag's key and type stay what they are. */
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
    tags: z.ZodOptional<z.ZodArray<z.ZodString>>;
    exposeToClients: z.ZodOptional<z.ZodBoolean>;
    salt: z.ZodOptional<z.ZodNullable<z.ZodString>>;
    expiresAt: z.ZodOptional<z.ZodNullable<z.ZodISODateTime>>;
    variants: z.ZodOptional<z.ZodRecord<z.ZodString, z.ZodJSONSchema>>;
    metadata: z.ZodOptional<z.ZodNullable<z.ZodRecord<z.ZodString, z.ZodNullable<z.ZodUnion<readonly [z.ZodString, z.ZodNumber, z.ZodBoolean]>>>>>;
    archived: z.ZodOptional<z.ZodBoolean>;
}, z.core.$strict>;
export type CreateFlag = z.infer<typeof createFlagSchema>;
export type PatchFlag = z.infer<typeof patchFlagSchema>;
export interface FlagResource {
    readonly key: string;
    readonly name: string;
    readonly description: string | null;
    readonly owner: string | null;
    readonly kind: (typeof FLAG_KINDS)[number];
    readonly tags: readonly string[];
    readonly type: FlagType;
    readonly variants: Readonly<Record<string, JsonValue>>;
    readonly metadata: Readonly<Record<string, Primitive>>;
    readonly exposeToClients: boolean;
    readonly salt: string | null;
    readonly expiresAt: string | null;
    readonly archived: boolean;
    readonly createdAt: string;
    readonly updatedAt: string;
    readonly version: number;
}

// index.d.ts
export { conditionSchema, OPERATORS } from './condition.ts';
export { type ConfigurationResource, type HistoryResource, type KillResource, killSchema, mergePatchSchema, type PutConfiguration, putConfigurationSchema, type Rollback, rollbackSchema, type ServeInput, type ServeResource, WHOLE, } from './configuration.ts';
export { type CreateEnvironment, createEnvironmentSchema, type EnvironmentResource, type PatchEnvironment, patchEnvironmentSchema, } from './environment.ts';
export { KEY_EXPECTED, KEY_PATTERN } from './fields.ts';
export { type CreateFlag, createFlagSchema, FLAG_KINDS, FLAG_TYPES, type FlagResource, type PatchFlag, patchFlagSchema, } from './flag.ts';
export type { ListResource, ProblemDocument, ProblemError } from './problem.ts';
export { type CreateProject, createProjectSchema, deleteSchema, type PatchProject, type ProjectResource, patchProjectSchema, } from './project.ts';
export { type CreateKey, createKeySchema, KEY_KINDS, type KeyResource } from './sdk-key.ts';
export { type PutSegment, putSegmentSchema, type SegmentResource } from './segment.ts';
export { suggest } from './suggest.ts';
export { pointer, type Schema, shown, type Validated, validate } from './validate.ts';

// problem.d.ts
/** RFC 9457. Branch on `code`: it is documented, and never reused. @see docs/api.md, "Refusals" */
export interface ProblemDocument {
    readonly type: string;
    readonly title: string;
    readonly status: number;
    readonly detail: string;
    readonly code: string;
    readonly requestId: string;
    readonly errors: readonly ProblemError[];
    /** With `412`: the resource as it is now, and the paths that changed since the version that was named. */
    readonly current?: unknown;
    readonly changed?: readonly string[];
}
export interface ProblemError {
    /** JSON Pointer into the request's body. */
    readonly path: string;
    readonly value?: unknown;
    readonly expected: string;
    readonly suggestion?: string;
}
/** A page of a list. */
export interface ListResource<T> {
    readonly items: readonly T[];
    readonly nextCursor: string | null;
}

// project.d.ts
import { z } from 'zod';
export declare const createProjectSchema: z.ZodObject<{
    reason: z.ZodOptional<z.ZodString>;
    key: z.ZodString;
    name: z.ZodOptional<z.ZodString>;
}, z.core.$strict>;
export declare const patchProjectSchema: z.ZodObject<{
    reason: z.ZodOptional<z.ZodString>;
    name: z.ZodOptional<z.ZodString>;
}, z.core.$strict>;
export declare const deleteSchema: z.ZodObject<{
    reason: z.ZodOptional<z.ZodString>;
}, z.core.$strict>;
export type CreateProject = z.infer<typeof createProjectSchema>;
export type PatchProject = z.infer<typeof patchProjectSchema>;
/** As the API answers it. Times are RFC 3339. */
export interface ProjectResource {
    readonly key: string;
    readonly name: string;
    readonly createdAt: string;
    readonly version: number;
}

// sdk-key.d.ts
import { z } from 'zod';
export declare const KEY_KINDS: readonly ['sdk', 'client'];
export declare const createKeySchema: z.ZodObject<{
    reason: z.ZodOptional<z.ZodString>;
    kind: z.ZodEnum<{
        client: "client";
        sdk: "sdk";
    }>;
    name: z.ZodString;
    expiresAt: z.ZodOptional<z.ZodNullable<z.ZodISODateTime>>;
}, z.core.$strict>;
export type CreateKey = z.infer<typeof createKeySchema>;
export interface KeyResource {
    readonly id: string;
    readonly kind: 'sdk' | 'client';
    readonly name: string;
    readonly createdAt: string;
    readonly expiresAt: string | null;
    readonly revokedAt: string | null;
    /** Of a client: public, always shown. */
    readonly clientId?: string;
    /** Of an SDK key: shown once, in the answer that makes it. */
    readonly secret?: string;
    readonly version: number;
}

// segment.d.ts
import type { Condition, Primitive } from '@halyard/evaluator';
import { z } from 'zod';
export declare const putSegmentSchema: z.ZodObject<{
    reason: z.ZodOptional<z.ZodString>;
    name: z.ZodOptional<z.ZodString>;
    description: z.ZodOptional<z.ZodNullable<z.ZodString>>;
    by: z.ZodOptional<z.ZodNullable<z.ZodString>>;
    included: z.ZodOptional<z.ZodArray<z.ZodUnion<readonly [z.ZodString, z.ZodNumber, z.ZodBoolean]>>>;
    excluded: z.ZodOptional<z.ZodArray<z.ZodUnion<readonly [z.ZodString, z.ZodNumber, z.ZodBoolean]>>>;
    if: z.ZodOptional<z.ZodNullable<z.ZodCustom<Condition, Condition>>>;
    key: z.ZodOptional<z.ZodString>;
    environment: z.ZodOptional<z.ZodString>;
    revision: z.ZodOptional<z.ZodInt>;
    version: z.ZodOptional<z.ZodInt>;
    createdAt: z.ZodOptional<z.ZodString>;
    updatedAt: z.ZodOptional<z.ZodString>;
}, z.core.$strict>;
export type PutSegment = z.infer<typeof putSegmentSchema>;
export interface SegmentResource {
    readonly key: string;
    readonly environment: string;
    readonly revision: number;
    readonly name: string;
    readonly description: string | null;
    readonly by: string | null;
    readonly included: readonly Primitive[];
    readonly excluded: readonly Primitive[];
    readonly if: Condition | null;
    readonly createdAt: string;
    readonly updatedAt: string;
    readonly version: number;
}

// suggest.d.ts
/**
 * The name that was most likely meant, or undefined when none is close.
 * @param given - What came. @param known - What would do.
 */
export declare function suggest(given: string, known: Iterable<string>): string | undefined;

// validate.d.ts
import type { z } from 'zod';
import type { ProblemError } from './problem.ts';
/** What a document is held against. */
export type Schema<T> = z.ZodType<T>;
export type Validated<T> = {
    readonly ok: true;
    readonly value: T;
} | {
    readonly ok: false;
    readonly errors: readonly ProblemError[];
};
/** Holds a body against a schema. Every error says where, what came, what was expected and, if one is near, what was meant. */
export declare function validate<T>(schema: Schema<T>, body: unknown): Validated<T>;
/** A value as an error repeats it: enough to recognise it, never a whole document. */
export declare function shown(value: unknown): unknown;
/** RFC 6901. */
export declare function pointer(path: readonly PropertyKey[]): string;
