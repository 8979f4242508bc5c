/* SPDX-License-Identifier: LGPL-2.1-or-later
 *
 * From JSON to what the library knows of a stream. Offsets after parsing are those of the text: the parser
 * keeps none.
 */
#include "schema/vmdesc.h"
#include "support/suite.h"

enum { BASE = 0x100 };

static GvmiVmdesc *
parse_within (const char *json, const GvmLimits *limits, GError **error)
{
  GvmReader reader;

  gvmi_reader_open (&reader, (const guint8 *) json, strlen (json), BASE, limits);
  g_autoptr (GvmiVmdesc) vmdesc = gvmi_vmdesc_parse (&reader);
  ck_assert (reader.path == NULL);
  ck_assert_int_eq (vmdesc == NULL, reader.error != NULL);
  gvmi_reader_close (&reader, error);
  return g_steal_pointer (&vmdesc);
}

static GvmiVmdesc *
parse (const char *json)
{
  g_autoptr (GError) error = NULL;
  GvmiVmdesc *vmdesc = parse_within (json, NULL, &error);

  ck_assert_msg (vmdesc != NULL, "%s", error != NULL ? error->message : "no error");
  return vmdesc;
}

/* A description of one device, dev[1], with these fields and more keys. */
static char *
device_with (const char *fields, const char *more)
{
  return g_strdup_printf (
      "{\"page_size\": 4096, \"devices\": [{\"name\": \"dev\", \"instance_id\": 1, "
      "\"vmsd_name\": \"table\", \"version\": 3, \"fields\": [%s]%s}]}",
      fields, more);
}

static GvmiVmdesc *
parse_fields (const char *fields)
{
  g_autofree char *json = device_with (fields, "");

  return parse (json);
}

static const GvmiVmdescField *
field_of (const GvmiVmdesc *vmdesc, guint index)
{
  ck_assert_uint_lt (index, vmdesc->devices[0].state.n_fields);
  return &vmdesc->devices[0].state.fields[index];
}

static void
expect_text_error (const char *json, GvmError code, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GvmiVmdesc) vmdesc = parse_within (json, NULL, &error);

  ck_assert_msg (vmdesc == NULL, "%s is taken", json);
  expect_error (error, code, path, BASE);
}

static void
expect_fields_error (const char *fields, GvmError code, const char *path)
{
  g_autofree char *json = device_with (fields, "");

  expect_text_error (json, code, path);
}

/* ---- devices --------------------------------------------------------------------------------- */

START_TEST (a_device_has_name_instance_table_and_version)
{
  g_autoptr (GvmiVmdesc) vmdesc = parse_fields ("");

  ck_assert_uint_eq (vmdesc->page_size, 4096);
  ck_assert_uint_eq (vmdesc->n_devices, 1);
  ck_assert_str_eq (vmdesc->devices[0].name, "dev");
  ck_assert_uint_eq (vmdesc->devices[0].instance_id, 1);
  ck_assert_str_eq (vmdesc->devices[0].state.vmsd_name, "table");
  ck_assert_uint_eq (vmdesc->devices[0].state.version, 3);
  ck_assert_uint_eq (vmdesc->devices[0].state.n_fields, 0);
  ck_assert_uint_eq (vmdesc->devices[0].state.size, 0);
}
END_TEST

START_TEST (instance_ids_are_unsigned)
{
  g_autoptr (GvmiVmdesc) vmdesc = parse (
      "{\"devices\": [{\"name\": \"spapr_iommu\", \"instance_id\": 2147483648, \"vmsd_name\": \"t\","
      "\"version\": 4294967295, \"fields\": []}]}");

  ck_assert_uint_eq (vmdesc->devices[0].instance_id, 0x80000000u);
  ck_assert_uint_eq (vmdesc->devices[0].state.version, G_MAXUINT32);
  ck_assert_uint_eq (vmdesc->page_size, 0);
}
END_TEST

START_TEST (an_old_style_device_is_one_buffer)
{
  g_autoptr (GvmiVmdesc) vmdesc =
      parse ("{\"devices\": [{\"name\": \"slirp\", \"instance_id\": 0, \"size\": 9, \"fields\": "
             "[{\"name\": \"data\", \"size\": 9, \"type\": \"buffer\"}]}]}");

  ck_assert (vmdesc->devices[0].state.vmsd_name == NULL);
  ck_assert_uint_eq (vmdesc->devices[0].state.size, 9);
  expect_text_error (
      "{\"devices\": [{\"name\": \"slirp\", \"instance_id\": 0, \"size\": 8, \"fields\": "
      "[{\"name\": \"data\", \"size\": 9, \"type\": \"buffer\"}]}]}",
      GVM_ERROR_SCHEMA, "slirp[0]");
}
END_TEST

START_TEST (keys_that_are_not_known_are_free)
{
  g_autoptr (GvmiVmdesc) vmdesc = parse (
      "{\"configuration\": {\"vmsd_name\": \"c\"}, \"page_size\": 65536, \"gvmstate\": [1.5, null], "
      "\"devices\": [{\"x\": {}, \"name\": \"d\", \"instance_id\": 0, \"vmsd_name\": \"d\", \"version\": 0,"
      "\"fields\": [{\"gvm\": {\"a\": 1}, \"name\": \"f\", \"type\": \"uint8\", \"size\": 1}]}]}");

  ck_assert_uint_eq (vmdesc->page_size, 65536);
  ck_assert_uint_eq (vmdesc->devices[0].state.size, 1);
}
END_TEST

START_TEST (what_is_no_description_is_refused)
{
  static const char *const texts[] = {
    "[]",
    "1",
    "{}",
    "{\"devices\": {}}",
    "{\"devices\": [1]}",
    "{\"devices\": [{}]}",
    "{\"devices\": [{\"name\": 1}]}",
    "{\"devices\": [{\"name\": null}]}",
    "{\"devices\": [{\"name\": \"a\"}]}",
    "{\"devices\": [{\"name\": \"a\", \"instance_id\": -1}]}",
    "{\"devices\": [{\"name\": \"a\", \"instance_id\": 4294967296}]}",
    "{\"devices\": [{\"name\": \"a\", \"instance_id\": \"0\"}]}",
    "{\"devices\": [{\"name\": \"a\", \"instance_id\": 0.0}]}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    expect_text_error (texts[i], GVM_ERROR_SCHEMA, NULL);
}
END_TEST

START_TEST (a_device_needs_table_version_and_fields)
{
  static const char *const parts[] = {
    "",
    ", \"vmsd_name\": 1, \"version\": 1, \"fields\": []",
    ", \"vmsd_name\": \"t\", \"fields\": []",
    ", \"vmsd_name\": \"t\", \"version\": -1, \"fields\": []",
    ", \"vmsd_name\": \"t\", \"version\": 1",
    ", \"vmsd_name\": \"t\", \"version\": 1, \"fields\": 1",
    ", \"vmsd_name\": \"t\", \"version\": 1, \"fields\": [1]",
    ", \"vmsd_name\": \"t\", \"version\": 1, \"fields\": [], \"subsections\": {}",
    ", \"vmsd_name\": \"t\", \"version\": 1, \"fields\": [], \"subsections\": [{}]",
    ", \"size\": 1",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++) {
    g_autofree char *json =
        g_strdup_printf ("{\"devices\": [{\"name\": \"d\", \"instance_id\": 5%s}]}", parts[i]);
    expect_text_error (json, GVM_ERROR_SCHEMA, "d[5]");
  }
}
END_TEST

START_TEST (a_page_size_is_a_power_of_two_from_1024_on)
{
  static const char *const bad[] = { "0",     "512",      "1000",   "4095", "2147483648",
                                     "-4096", "\"4096\"", "4096.0", "true" };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autofree char *json = g_strdup_printf ("{\"page_size\": %s, \"devices\": []}", bad[i]);
    expect_text_error (json, GVM_ERROR_SCHEMA, NULL);
  }
  for (guint32 size = 1024; size <= 1u << 30; size *= 2) {
    g_autofree char *json = g_strdup_printf ("{\"page_size\": %u, \"devices\": []}", size);
    g_autoptr (GvmiVmdesc) vmdesc = parse (json);
    ck_assert_uint_eq (vmdesc->page_size, size);
  }
}
END_TEST

/* ---- fields ---------------------------------------------------------------------------------- */

START_TEST (each_type_has_its_kind_and_width)
{
  static const struct {
    const char *type;
    GvmiVmdescKind kind;
    gsize size;
  } cases[] = {
    { "bool", GVMI_VMDESC_BOOL, 1 },
    { "uint8", GVMI_VMDESC_UNSIGNED, 1 },
    { "uint16", GVMI_VMDESC_UNSIGNED, 2 },
    { "uint32", GVMI_VMDESC_UNSIGNED, 4 },
    { "uint64", GVMI_VMDESC_UNSIGNED, 8 },
    { "int8", GVMI_VMDESC_SIGNED, 1 },
    { "int16", GVMI_VMDESC_SIGNED, 2 },
    { "int32", GVMI_VMDESC_SIGNED, 4 },
    { "int64", GVMI_VMDESC_SIGNED, 8 },
    { "uint8 equal", GVMI_VMDESC_UNSIGNED, 1 },
    { "uint16 equal", GVMI_VMDESC_UNSIGNED, 2 },
    { "uint32 equal", GVMI_VMDESC_UNSIGNED, 4 },
    { "int32 equal", GVMI_VMDESC_SIGNED, 4 },
    { "int64 equal", GVMI_VMDESC_UNSIGNED, 8 },
    { "int32 le", GVMI_VMDESC_SIGNED, 4 },
    { "timer", GVMI_VMDESC_SIGNED, 8 },
    { "float", GVMI_VMDESC_FLOAT, 4 },
    { "CPU_Double_U", GVMI_VMDESC_FLOAT, 8 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *field = g_strdup_printf ("{\"name\": \"f\", \"type\": \"%s\", \"size\": %zu}",
                                              cases[i].type, cases[i].size);
    g_autofree char *other = g_strdup_printf ("{\"name\": \"f\", \"type\": \"%s\", \"size\": %zu}",
                                              cases[i].type, cases[i].size + 1);
    g_autoptr (GvmiVmdesc) vmdesc = parse_fields (field);
    ck_assert_int_eq (field_of (vmdesc, 0)->kind, cases[i].kind);
    ck_assert_str_eq (field_of (vmdesc, 0)->type, cases[i].type);
    ck_assert_uint_eq (field_of (vmdesc, 0)->size, cases[i].size);
    expect_fields_error (other, GVM_ERROR_SCHEMA, "dev[1]/f");
  }
}
END_TEST

START_TEST (all_other_types_are_octets)
{
  static const char *const types[] = { "buffer", "unused_buffer", "bitmap", "virtio", "pci config",
                                       "qtailq", "qlist",         "gtree",  "",       "uint128",
                                       "Uint8",  "tmp",           "vstruct" };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++) {
    g_autofree char *field =
        g_strdup_printf ("{\"name\": \"f\", \"type\": \"%s\", \"size\": 37}", types[i]);
    g_autoptr (GvmiVmdesc) vmdesc = parse_fields (field);
    ck_assert_int_eq (field_of (vmdesc, 0)->kind, GVMI_VMDESC_BYTES);
    ck_assert (field_of (vmdesc, 0)->layout == NULL);
    ck_assert_uint_eq (vmdesc->devices[0].state.size, 37);
  }
}
END_TEST

START_TEST (the_table_of_a_queue_is_not_read)
{
  /* Of its repeated keys the parser keeps the last; only the size is right. */
  g_autoptr (GvmiVmdesc) vmdesc = parse_fields (
      "{\"name\": \"q\", \"type\": \"qtailq\", \"vmsd_name\": \"e\", \"version\": 1, \"fields\": [],"
      "\"vmsd_name\": \"e\", \"version\": 1, \"fields\": 7, \"size\": 11}");

  ck_assert_int_eq (field_of (vmdesc, 0)->kind, GVMI_VMDESC_BYTES);
  ck_assert_uint_eq (field_of (vmdesc, 0)->size, 11);
}
END_TEST

START_TEST (a_struct_has_its_table_beside_it)
{
  g_autoptr (GvmiVmdesc) vmdesc = parse_fields (
      "{\"name\": \"s\", \"array_len\": 5, \"type\": \"struct\", \"struct\": {\"vmsd_name\": \"in\", "
      "\"version\": 2, \"fields\": [{\"name\": \"a\", \"type\": \"uint16\", \"size\": 2}]}, \"size\": 2}");
  const GvmiVmdescField *field = field_of (vmdesc, 0);

  ck_assert_int_eq (field->kind, GVMI_VMDESC_STRUCT);
  ck_assert (field->is_array);
  ck_assert (!field->has_index);
  ck_assert_uint_eq (field->count, 5);
  ck_assert_str_eq (field->layout->vmsd_name, "in");
  ck_assert_uint_eq (field->layout->version, 2);
  ck_assert_uint_eq (field->layout->n_fields, 1);
  ck_assert_uint_eq (field->layout->size, 2);
  ck_assert_uint_eq (vmdesc->devices[0].state.size, 10);
}
END_TEST

START_TEST (tmp_and_vstruct_have_it_in_the_field)
{
  static const char *const types[] = { "tmp", "vstruct" };

  for (gsize i = 0; i < G_N_ELEMENTS (types); i++) {
    g_autofree char *json = g_strdup_printf (
        "{\"name\": \"t\", \"type\": \"%s\", \"vmsd_name\": \"in\", \"version\": 0, \"fields\": "
        "[{\"name\": \"a\", \"type\": \"bool\", \"size\": 1}], \"size\": 1}",
        types[i]);
    g_autoptr (GvmiVmdesc) vmdesc = parse_fields (json);
    ck_assert_int_eq (field_of (vmdesc, 0)->kind, GVMI_VMDESC_STRUCT);
    ck_assert_str_eq (field_of (vmdesc, 0)->layout->fields[0].name, "a");
  }
}
END_TEST

START_TEST (a_struct_without_a_table_is_a_null_of_one_octet)
{
  const char *null =
      "{\"name\": \"n\", \"array_len\": 9, \"type\": \"struct\", \"struct\": {}, \"size\": 1}";
  g_autoptr (GvmiVmdesc) vmdesc = parse_fields (null);

  ck_assert_int_eq (field_of (vmdesc, 0)->kind, GVMI_VMDESC_NULL);
  ck_assert (vmdesc->devices[0].state.is_uncertain);
  expect_fields_error ("{\"name\": \"n\", \"type\": \"struct\", \"struct\": {}, \"size\": 2}",
                       GVM_ERROR_SCHEMA, "dev[1]/n");

  g_autofree char *within = g_strdup_printf (
      "{\"name\": \"s\", \"type\": \"struct\", \"struct\": {\"vmsd_name\": \"in\", \"version\": 1, "
      "\"fields\": [%s]}, \"size\": 9}, {\"name\": \"x\", \"type\": \"uint8\", \"size\": 1}",
      null);
  g_autoptr (GvmiVmdesc) outer = parse_fields (within);
  ck_assert (outer->devices[0].state.is_uncertain);
  g_autofree char *below = g_strdup_printf (
      ", \"subsections\": [{\"vmsd_name\": \"sub\", \"version\": 1, \"fields\": [%s]}]", null);
  g_autofree char *json = device_with ("", below);
  g_autoptr (GvmiVmdesc) sub = parse (json);
  ck_assert (sub->devices[0].state.is_uncertain);
  g_autoptr (GvmiVmdesc) none =
      parse_fields ("{\"name\": \"x\", \"type\": \"uint8\", \"size\": 1}");
  ck_assert (!none->devices[0].state.is_uncertain);
}
END_TEST

START_TEST (an_element_may_have_its_own_entry)
{
  g_autoptr (GvmiVmdesc) vmdesc =
      parse_fields ("{\"name\": \"a\", \"index\": 0, \"type\": \"uint8\", \"size\": 1}, "
                    "{\"name\": \"a\", \"index\": 7, \"type\": \"uint8\", \"size\": 1}");

  ck_assert (field_of (vmdesc, 0)->has_index);
  ck_assert_uint_eq (field_of (vmdesc, 0)->index, 0);
  ck_assert_uint_eq (field_of (vmdesc, 1)->index, 7);
  ck_assert (!field_of (vmdesc, 1)->is_array);
  ck_assert_uint_eq (field_of (vmdesc, 1)->count, 1);
}
END_TEST

START_TEST (what_is_no_field_is_refused_by_its_path)
{
  static const struct {
    const char *field, *path;
  } cases[] = {
    { "{}", "dev[1]" },
    { "{\"name\": 5}", "dev[1]" },
    { "{\"name\": \"f\"}", "dev[1]/f" },
    { "{\"name\": \"f\", \"type\": 1}", "dev[1]/f" },
    { "{\"name\": \"f\", \"type\": \"buffer\"}", "dev[1]/f" },
    { "{\"name\": \"f\", \"type\": \"buffer\", \"size\": -1}", "dev[1]/f" },
    { "{\"name\": \"f\", \"type\": \"buffer\", \"size\": 1.0}", "dev[1]/f" },
    { "{\"name\": \"f\", \"type\": \"buffer\", \"size\": \"1\"}", "dev[1]/f" },
    { "{\"name\": \"f\", \"type\": \"buffer\", \"size\": 1, \"array_len\": -5}", "dev[1]/f" },
    { "{\"name\": \"f\", \"type\": \"buffer\", \"size\": 1, \"array_len\": null}", "dev[1]/f" },
    { "{\"name\": \"f\", \"type\": \"buffer\", \"size\": 1, \"index\": -1}", "dev[1]/f" },
    { "{\"name\": \"f\", \"type\": \"buffer\", \"size\": 1, \"index\": 4294967296}", "dev[1]/f" },
    { "{\"name\": \"f\", \"type\": \"struct\", \"size\": 1}", "dev[1]/f" },
    { "{\"name\": \"f\", \"type\": \"struct\", \"struct\": 1, \"size\": 1}", "dev[1]/f" },
    { "{\"name\": \"f\", \"type\": \"struct\", \"struct\": {\"vmsd_name\": \"x\"}, \"size\": 1}",
      "dev[1]/f" },
    { "{\"name\": \"f\", \"index\": 3, \"type\": \"struct\", \"struct\": {\"vmsd_name\": 1}, \"size\": 1}",
      "dev[1]/f[3]" },
    { "{\"name\": \"s\", \"type\": \"struct\", \"struct\": {\"vmsd_name\": \"x\", \"version\": 1, "
      "\"fields\": [{\"name\": \"g\"}]}, \"size\": 1}",
      "dev[1]/s/g" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    expect_fields_error (cases[i].field, GVM_ERROR_SCHEMA, cases[i].path);
}
END_TEST

/* ---- sizes ----------------------------------------------------------------------------------- */

START_TEST (a_device_is_as_long_as_fields_and_subsections_with_their_heads)
{
  g_autofree char *json =
      device_with ("{\"name\": \"a\", \"array_len\": 3, \"type\": \"uint16\", \"size\": 2}, "
                   "{\"name\": \"b\", \"type\": \"msix state\", \"size\": 0}",
                   ", \"subsections\": [{\"vmsd_name\": \"table/x\", \"version\": 1, \"fields\": "
                   "[{\"name\": \"c\", \"type\": \"uint8\", \"size\": 1}], \"subsections\": "
                   "[{\"vmsd_name\": \"y\", \"version\": 1, \"fields\": []}]}]");
  g_autoptr (GvmiVmdesc) vmdesc = parse (json);
  const GvmiVmdescStruct *state = &vmdesc->devices[0].state;

  ck_assert_uint_eq (state->n_subsections, 1);
  ck_assert_str_eq (state->subsections[0].vmsd_name, "table/x");
  ck_assert_uint_eq (state->subsections[0].size, 1 + (1 + 1 + 1 + 4));
  ck_assert_uint_eq (state->size, 3 * 2 + 0 + (1 + 1 + 7 + 4) + 1 + (1 + 1 + 1 + 4));
}
END_TEST

START_TEST (sizes_that_wrap_are_refused)
{
  expect_fields_error (
      "{\"name\": \"msi_devs\", \"array_len\": 4611686018427387904, \"type\": \"buffer\", "
      "\"size\": 4}",
      GVM_ERROR_SCHEMA, "dev[1]/msi_devs");
  expect_fields_error ("{\"name\": \"a\", \"type\": \"buffer\", \"size\": 9223372036854775807}, "
                       "{\"name\": \"b\", \"type\": \"buffer\", \"size\": 9223372036854775807}, "
                       "{\"name\": \"c\", \"type\": \"buffer\", \"size\": 2}",
                       /* where a size has 4 octets, the first alone is too large */
                       GVM_ERROR_SCHEMA, sizeof (gsize) == 8 ? "dev[1]" : "dev[1]/a");
}
END_TEST

START_TEST (elements_without_octets_are_counted)
{
  expect_fields_error (
      "{\"name\": \"e\", \"array_len\": 1000000000, \"type\": \"buffer\", \"size\": 0}",
      GVM_ERROR_LIMIT, "dev[1]/e");
  g_autoptr (GvmiVmdesc) vmdesc =
      parse_fields ("{\"name\": \"e\", \"array_len\": 65536, \"type\": \"buffer\", \"size\": 0}");
  ck_assert_uint_eq (field_of (vmdesc, 0)->count, 65536);
}
END_TEST

/* ---- limits ---------------------------------------------------------------------------------- */

/* A device whose one field is a struct in a struct… */
static char *
structs_in_structs (guint depth)
{
  GString *text = g_string_new ("{\"name\": \"f\", \"type\": \"uint8\", \"size\": 1}");

  for (guint i = 1; i < depth; i++) {
    g_string_prepend (text, "{\"name\": \"s\", \"type\": \"struct\", \"size\": 1, \"struct\": "
                            "{\"vmsd_name\": \"t\", \"version\": 1, \"fields\": [");
    g_string_append (text, "]}}");
  }
  return g_string_free (text, FALSE);
}

START_TEST (structs_nest_as_deep_as_the_limits_say)
{
  g_autofree char *most = structs_in_structs (64), *more = structs_in_structs (65);
  g_autoptr (GvmiVmdesc) vmdesc = parse_fields (most);
  g_autofree char *json = device_with (more, "");
  g_autoptr (GError) error = NULL;
  g_autoptr (GvmiVmdesc) refused = parse_within (json, NULL, &error);

  ck_assert (vmdesc != NULL);
  ck_assert (refused == NULL);
  ck_assert_int_eq (error->code, GVM_ERROR_DEPTH);
}
END_TEST

START_TEST (names_have_1024_octets_at_most)
{
  g_autofree char *most = g_strnfill (1024, 'n'), *more = g_strnfill (1025, 'n');
  g_autofree char *sound =
      g_strdup_printf ("{\"name\": \"%s\", \"type\": \"uint8\", \"size\": 1}", most);
  g_autofree char *refused =
      g_strdup_printf ("{\"name\": \"%s\", \"type\": \"uint8\", \"size\": 1}", more);
  g_autoptr (GvmiVmdesc) vmdesc = parse_fields (sound);

  ck_assert (vmdesc != NULL);
  expect_fields_error (refused, GVM_ERROR_LIMIT, "dev[1]");
}
END_TEST

START_TEST (a_million_fields_do_not_fit_the_budget)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 1000000; i++)
    g_string_append (text, i > 0 ? ",{\"name\":\"a\",\"type\":\"b\",\"size\":1}"
                                 : "{\"name\":\"a\",\"type\":\"b\",\"size\":1}");
  g_autofree char *json = device_with (text->str, "");
  g_autoptr (GvmiVmdesc) vmdesc = parse_within (json, NULL, &error);
  ck_assert (vmdesc == NULL);
  ck_assert_int_eq (error->code, GVM_ERROR_LIMIT);
}
END_TEST

START_TEST (what_the_structs_cost_is_charged)
{
  const char *json =
      "{\"devices\": [{\"name\": \"d\", \"instance_id\": 0, \"vmsd_name\": \"d\", "
      "\"version\": 0, \"fields\": [{\"name\": \"f\", \"type\": \"uint8\", \"size\": 1}]}]}";
  GvmReader reader;

  gvmi_reader_open (&reader, (const guint8 *) json, strlen (json), 0, NULL);
  guint64 before = reader.budget;
  g_autoptr (GvmiVmdesc) vmdesc = gvmi_vmdesc_parse (&reader);
  ck_assert (vmdesc != NULL);
  ck_assert_uint_ge (before - reader.budget, sizeof (GvmiVmdescDevice) + sizeof (GvmiVmdescField));

  /* To the octet: what was charged is enough, one less is not. */
  guint64 cost = before - reader.budget;
  gvmi_reader_close (&reader, NULL);
  g_autoptr (GvmLimits) limits = gvm_limits_new ();
  gvm_limits_set_max_bytes (limits, cost);
  g_autoptr (GvmiVmdesc) enough = parse_within (json, limits, NULL);
  ck_assert (enough != NULL);
  gvm_limits_set_max_bytes (limits, cost - 1);
  g_autoptr (GvmiVmdesc) too_little = parse_within (json, limits, NULL);
  ck_assert (too_little == NULL);
}
END_TEST

int
main (void)
{
  return RUN_TESTS ("schema.vmdesc", a_device_has_name_instance_table_and_version,
                    instance_ids_are_unsigned, an_old_style_device_is_one_buffer,
                    keys_that_are_not_known_are_free, what_is_no_description_is_refused,
                    a_device_needs_table_version_and_fields,
                    a_page_size_is_a_power_of_two_from_1024_on, each_type_has_its_kind_and_width,
                    all_other_types_are_octets, the_table_of_a_queue_is_not_read,
                    a_struct_has_its_table_beside_it, tmp_and_vstruct_have_it_in_the_field,
                    a_struct_without_a_table_is_a_null_of_one_octet,
                    an_element_may_have_its_own_entry, what_is_no_field_is_refused_by_its_path,
                    a_device_is_as_long_as_fields_and_subsections_with_their_heads,
                    sizes_that_wrap_are_refused, elements_without_octets_are_counted,
                    structs_nest_as_deep_as_the_limits_say, names_have_1024_octets_at_most,
                    a_million_fields_do_not_fit_the_budget, what_the_structs_cost_is_charged);
}
