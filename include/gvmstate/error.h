/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * error: the one error domain of the library.
 *
 * Every failure is a GError of GVM_ERROR (or of GIO, where a file or a converter failed). Its message
 * reads `PATH @OFFSET: FOUND, ALLOWED`; path and offset can also be had as data, which is what tests
 * and programs should compare, never the prose.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* On every public symbol; all others stay inside the library. */
#define GVM_API __attribute__ ((visibility ("default")))

/**
 * GVM_ERROR_LIST:
 * @E: a macro of (number, code, slug, exit status, meaning)
 *
 * The one list that codes, slugs and exit statuses come from. Numbers are never reused. The exit
 * status is what the command returns: 1 a finding, 3 malformed input, 5 a limit.
 */
#define GVM_ERROR_LIST(E)                                                                          \
  E (1, TRUNCATED, "truncated", 3, "the bytes end before the value does")                          \
  E (2, BAD_MAGIC, "bad-magic", 3, "not a stream of this format")                                  \
  E (3, BAD_VERSION, "bad-version", 3, "a stream version that this reader does not know")          \
  E (4, STATE, "state", 3, "a record where the stream's own order forbids it")                     \
  E (5, FOOTER_MISSING, "footer-missing", 3, "no footer where each section so far had one")        \
  E (6, FOOTER_MISMATCH, "footer-mismatch", 3, "a footer that names another section")              \
  E (7, UNSUPPORTED, "unsupported", 3, "a record that cannot be walked without its device")        \
  E (8, TOO_NEW, "too-new", 3, "a version above the descriptor's")                                 \
  E (9, TOO_OLD, "too-old", 3, "a version below the descriptor's minimum")                         \
  E (10, MISSING, "missing", 1, "a section, field or element that is not there")                   \
  E (11, RANGE, "range", 3, "a value outside what is allowed")                                     \
  E (12, EQUAL_MISMATCH, "equal-mismatch", 3,                                                      \
     "a value that must equal the target's, and does not")                                         \
  E (13, DUPLICATE_KEY, "duplicate-key", 3, "a key that the container already holds")              \
  E (14, LIMIT, "limit", 5, "more entries or bytes than the limits allow")                         \
  E (15, DEPTH, "depth", 5, "nested deeper than the limits allow")                                 \
  E (16, TRAILING, "trailing", 3, "bytes left over where the value has ended")                     \
  E (17, REFUSED, "refused", 3, "a hook of the descriptor refused the state")                      \
  E (18, SCHEMA, "schema", 3, "a description that is not one")                                     \
  E (19, SCHEMA_MISMATCH, "schema-mismatch", 3, "a description that contradicts the bytes")        \
  E (20, NULL_ELEMENT, "null-element", 1, "a NULL where an element must be written")               \
  E (21, INVALID_DESC, "invalid-desc", 2, "a descriptor that breaks a rule; a programmer's error") \
  E (22, CAPACITY, "capacity", 3, "more elements than the array has room for")                     \
  E (23, STRING, "string", 3, "a text that is too long, no UTF-8, or holds a NUL")                 \
  E (24, DIGEST, "digest", 3, "a stream that is not what its digest was made of")                  \
  E (25, NO_DIGEST, "no-digest", 3, "a stream without a digest, where one is asked for")           \
  E (26, UNKNOWN_SECTION, "unknown-section", 3, "a section that nobody has registered")            \
  E (27, UNKNOWN_SUBSECTION, "unknown-subsection", 3, "a subsection that its descriptor lacks")    \
  E (28, DUPLICATE_SECTION, "duplicate-section", 3, "a section of a name and instance once more")  \
  E (29, MACHINE, "machine", 3, "a stream of another machine")                                     \
  E (30, BUSY, "busy", 2, "called by a callback of a save or load that is under way")              \
  E (31, LOSS, "loss", 1, "state that the version to be written does not hold")                    \
  E (32, AMBIGUOUS, "ambiguous", 1, "octets that a loader would take for a subsection")

/**
 * GvmError:
 *
 * Codes of the domain %GVM_ERROR; their meanings stand in GVM_ERROR_LIST().
 */
typedef enum {
#define GVM_ERROR_ENUM_(number, code, slug, status, meaning) GVM_ERROR_##code = number,
  GVM_ERROR_LIST (GVM_ERROR_ENUM_)
#undef GVM_ERROR_ENUM_
} GvmError;

#define GVM_ERROR (gvm_error_quark ())
GVM_API GQuark gvm_error_quark (void);

/**
 * gvm_error_get_path:
 * @error: (not nullable): an error of any domain
 *
 * Where in the state the error is: `spapr_pci[0]/msi{0x800}/num`.
 *
 * Returns: (nullable): owned by @error; NULL when it has no path or is of another domain.
 */
GVM_API const char *gvm_error_get_path (const GError *error);

/**
 * gvm_error_get_offset:
 * @error: (not nullable): an error of any domain
 * @ret_offset: (out) (not nullable): octets from the start of the stream (or of the bare payload) to
 *   the value that is at fault; written only on success
 *
 * Returns: TRUE when the error has an offset. Errors of a save have none.
 */
GVM_API gboolean gvm_error_get_offset (const GError *error, guint64 *ret_offset);

/**
 * gvm_error_get_slug:
 * @code: a code of GVM_ERROR
 *
 * Returns: (not nullable): a short stable name for logs and scripts, like `equal-mismatch`.
 */
GVM_API const char *gvm_error_get_slug (GvmError code);

/**
 * gvm_error_get_exit_status:
 * @error: (not nullable): an error of any domain
 *
 * Returns: what a command should exit with: the list's status for GVM_ERROR, 4 (input and output) for
 *   any other domain.
 */
GVM_API int gvm_error_get_exit_status (const GError *error);

/**
 * gvm_error_set:
 * @error: (out) (optional): where the error goes
 * @code: the code
 * @path: (nullable): the path
 * @offset: (nullable): octets from the start of the stream
 * @text: (not nullable): what was found and what is allowed
 *
 * Makes an error whose message is `PATH @OFFSET: TEXT`, for code that finds faults of its own.
 *
 * Returns: FALSE, always, so that a caller can return it.
 */
GVM_API gboolean gvm_error_set (GError **error, GvmError code, const char *path,
                                const guint64 *offset, const char *text);

G_END_DECLS
