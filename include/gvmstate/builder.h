/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * builder: descriptors made at run time, row by row, for who has no C compiler at hand: language bindings,
 * programs that read their tables from elsewhere, tests of random tables.
 *
 * A row is a GvmField as a macro would have made it. What the macros prove is proved here by size, when the
 * descriptor is finished; the rest is the caller's word, as inside a container it always is.
 *
 *   GvmDescBuilder *builder = gvm_desc_builder_new ("disk/quota", 1, 1);
 *   gsize used = gvm_desc_builder_add (builder, &(GvmField) {
 *       .name = "used", .shape = &gvm_shape_field, .codec = &gvm_u64, .count = 1 });
 *   …
 *   g_autoptr (GvmDesc) desc = gvm_desc_builder_end (builder, &error);
 *   guint8 *quota = g_malloc0 (desc->codec.c_size);
 *   memcpy (quota + used, …);
 */
#pragma once

#include <gvmstate/versions.h>

G_BEGIN_DECLS

typedef struct GvmDescBuilder GvmDescBuilder;

/**
 * gvm_desc_builder_new:
 * @name: (not nullable): the descriptor's name in streams
 * @version_id: what a save writes
 * @minimum_version_id: the oldest version that a load takes
 *
 * Returns: (transfer full): a descriptor in the making, without rows; gvm_desc_builder_end() it.
 */
GVM_API GvmDescBuilder *gvm_desc_builder_new (const char *name, guint32 version_id,
                                              guint32 minimum_version_id);
/* Gives up; frees what it keeps. NULL is nothing. */
GVM_API void gvm_desc_builder_free (GvmDescBuilder *builder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GvmDescBuilder, gvm_desc_builder_free)

/**
 * gvm_desc_builder_add:
 * @builder: (not nullable)
 * @row: (not nullable): the row, copied with its name and old names
 *
 * Adds a row, and a member for it to the struct, behind the last one and aligned. Of @row the caller gives
 * name, shape, codec, `.count` (1 but for arrays and buffers), what else the shape needs (key, container,
 * derived, must_hold; `.count_offset` and `.count_size` of the member that counts, from its own row) and
 * options: of those that point to something, what they point to must live as long as the descriptor
 * (gvm_desc_builder_keep()), and a GvmDefault's `.offset` be the member's when the descriptor is finished. The
 * place is given by the builder: size by the shape, unless `.size` is not 0, and alignment: what
 * no C type of that size exceeds, unless `.alignment` is not 0.
 *
 * Returns: octets from the struct's first to the member's.
 */
GVM_API gsize gvm_desc_builder_add (GvmDescBuilder *builder, const GvmField *row);

/**
 * gvm_desc_builder_add_at:
 * @builder: (not nullable)
 * @row: (not nullable): the row, copied with its name and old names; `.offset` says where its member is
 *
 * Adds a row of a member that is there: of a C struct, or of another row in another version. Size and
 * alignment as gvm_desc_builder_add().
 */
GVM_API void gvm_desc_builder_add_at (GvmDescBuilder *builder, const GvmField *row);

/**
 * gvm_desc_builder_add_subsection:
 * @builder: (not nullable)
 * @name: (not nullable): the subsection's name in streams
 * @version_id: what a save writes
 * @minimum_version_id: the oldest version that a load takes
 * @needed: (nullable): is it to be saved? NULL: always
 *
 * Adds a subsection behind those that are there. Its rows' members have their places in the same struct.
 *
 * Returns: (transfer none): its builder, which is finished together with @builder and must not be by itself.
 */
GVM_API GvmDescBuilder *gvm_desc_builder_add_subsection (GvmDescBuilder *builder, const char *name,
                                                         guint32 version_id,
                                                         guint32 minimum_version_id,
                                                         GvmWhen needed);

/**
 * gvm_desc_builder_set_hooks:
 * @builder: (not nullable)
 * @hooks: (not nullable): a descriptor whose hooks it gets, and nothing else of it
 */
GVM_API void gvm_desc_builder_set_hooks (GvmDescBuilder *builder, const GvmDesc *hooks);

/**
 * gvm_desc_builder_set_alias:
 * @builder: (not nullable)
 * @alias: (nullable) (array zero-terminated=1): the descriptor's old names, copied
 */
GVM_API void gvm_desc_builder_set_alias (GvmDescBuilder *builder, const char *const *alias);

/**
 * gvm_desc_builder_set_upgrade:
 * @builder: (not nullable)
 * @upgrade: (nullable): how it takes versions below the minimum, copied; the old descriptor is the caller's to keep
 */
GVM_API void gvm_desc_builder_set_upgrade (GvmDescBuilder *builder, const GvmUpgrade *upgrade);

/**
 * gvm_desc_builder_set_size:
 * @builder: (not nullable)
 * @size: octets of the struct
 *
 * For a struct that exists, or one that has members without rows. Otherwise it ends behind its last member,
 * rounded up to the greatest alignment of its rows, and is never empty.
 */
GVM_API void gvm_desc_builder_set_size (GvmDescBuilder *builder, gsize size);

/**
 * gvm_desc_builder_keep:
 * @builder: (not nullable)
 * @data: (transfer full): what rows refer to: nested descriptors, codecs, ops
 * @free: (not nullable): frees it
 *
 * Has @data freed together with the descriptor, after it; what was kept last is freed first.
 */
GVM_API void gvm_desc_builder_keep (GvmDescBuilder *builder, gpointer data, GDestroyNotify free);

/**
 * gvm_desc_builder_end:
 * @builder: (not nullable) (transfer full): is freed
 * @error: (out) (optional): which row breaks which rule
 *
 * Finishes the descriptor and validates it.
 *
 * Errors:  GVM_ERROR_INVALID_DESC.
 * Cost:    that of gvm_desc_validate().
 * Returns: (transfer full) (nullable): the descriptor; NULL when a rule is broken, and then all that the
 *   builder kept is freed.
 */
GVM_API GvmDesc *gvm_desc_builder_end (GvmDescBuilder *builder, GError **error);

/* A descriptor of a builder is shared by reference; one that a macro made is not, and lives for ever. No
 * container may be left that was loaded by it: a GTree goes on using the row that it was made for. */
GVM_API GvmDesc *gvm_desc_ref (GvmDesc *desc);
/* NULL is nothing. */
GVM_API void gvm_desc_unref (GvmDesc *desc);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (GvmDesc, gvm_desc_unref)

G_END_DECLS
