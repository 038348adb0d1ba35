#include <fiberloom/core/document.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/hal/catalog.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <string>

namespace fiberloom::hal {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::string catalog_text(const std::string& parts) {
  return R"({"schema": "fiberloom.catalog/1", "parts": [)" + parts + "]}";
}

// A fixed module; `more` follows its fields.
std::string module_text(const std::string& id, const std::string& more = "") {
  return R"({"id": ")" + id + R"(", "kind": "dispersive_module", "name": "a grating",
    "source": "a data sheet", "grade": "data_sheet", "insertion_loss_db": 3.7, "reversible": true,
    "accumulated_dispersion_ps_per_nm": -170, "dispersion_tolerance_relative": 0.1)" +
         more + "}";
}

void expect_refused(const std::string& parts, const std::string& words) {
  try {
    (void)core::parse_document<Catalog>(catalog_text(parts), "mine.json");
    ADD_FAILURE() << "read without mistake; expected words: " << words;
  } catch (const core::InvalidDocument& error) {
    EXPECT_EQ(error.code(), "document.invalid");
    EXPECT_THAT(error.what(), HasSubstr(words));
  }
}

std::string words_for_unknown(const Catalog& catalog, std::string_view id) {
  try {
    (void)catalog.find(id);
  } catch (const core::InputError& error) {
    EXPECT_EQ(error.code(), "catalog.unknown_part");
    return error.what();
  }
  ADD_FAILURE() << id << " was found";
  return "";
}

// One grating family has thirty sizes; the others are parts in their own right.
TEST(Catalog, ComesWithParts) {
  const Catalog& catalog = builtin_catalog();
  const auto gratings = std::ranges::count_if(
      catalog.parts, [](const Part& part) { return part.id.starts_with("proximion-"); });
  EXPECT_GE(std::ssize(catalog.parts) - gratings, 60);
}

TEST(Catalog, IsTheFileOfTheSourceTree) {
  const std::filesystem::path source = FIBERLOOM_SOURCE_DIR;
  const auto catalog = core::read_document<Catalog>(source / "hal/data/catalog.json");
  EXPECT_EQ(core::to_document_text(catalog), core::to_document_text(builtin_catalog()));
}

TEST(Catalog, SurvivesBeingWrittenAndRead) {
  const std::string text = core::to_document_text(builtin_catalog());
  const auto again = core::parse_document<Catalog>(text, "again");
  EXPECT_EQ(core::to_document_text(again), text);
}

TEST(Catalog, FindsAPartByItsId) {
  const Part& fiber = builtin_catalog().find("corning-smf-28");
  EXPECT_EQ(fiber.name, "SMF-28");
  EXPECT_EQ(fiber.kind, PartKind::transmission_fiber);
  EXPECT_EQ(fiber.dispersion_ps_per_nm_km, 17.0);
  EXPECT_EQ(fiber.reference_wavelength_nm, 1550.0);
  EXPECT_FALSE(fiber.length_m);

  const Part& module = builtin_catalog().find("proximion-dcm-cb-10");
  EXPECT_EQ(module.kind, PartKind::chirped_grating);
  EXPECT_EQ(module.accumulated_dispersion_ps_per_nm, -170.0);
  EXPECT_EQ(module.reversible, true);
  EXPECT_EQ(module.insertion_loss_db, 3.7);
}

TEST(Catalog, CoversTheDispersionOfBothGratingFamilies) {
  for (int kilometres = 10; kilometres <= 140; kilometres += 10) {
    const Part& part = builtin_catalog().find("proximion-dcm-cb-" + std::to_string(kilometres));
    EXPECT_EQ(part.accumulated_dispersion_ps_per_nm, -17.0 * kilometres);
  }
  for (int kilometres = 300; kilometres <= 600; kilometres += 20) {
    const Part& part = builtin_catalog().find("proximion-dcm-hdc-" + std::to_string(kilometres));
    EXPECT_EQ(part.accumulated_dispersion_ps_per_nm, -17.0 * kilometres);
  }
}

TEST(Catalog, NamesTheNearestIdsForAnUnknownOne) {
  EXPECT_THAT(words_for_unknown(builtin_catalog(), "smf28"), HasSubstr("corning-smf-28"));
  EXPECT_THAT(words_for_unknown(builtin_catalog(), "ofs-hnlf-570"), HasSubstr("ofs-hnlf-507"));
  EXPECT_THAT(words_for_unknown(builtin_catalog(), "waveshaper"),
              HasSubstr("finisar-waveshaper-1000a"));
}

TEST(Catalog, SaysSoWhenNoIdIsNear) {
  EXPECT_THAT(words_for_unknown(builtin_catalog(), "zzzzzz"),
              AllOf(HasSubstr("\"zzzzzz\""), HasSubstr("ids is near")));
  EXPECT_THAT(words_for_unknown(Catalog{}, ""), HasSubstr("none of its 0 ids"));
}

TEST(Catalog, RefusesTwoPartsWithOneId) {
  expect_refused(module_text("mine") + "," + module_text("mine"),
                 "mine.json#/parts: two parts have the id \"mine\"");
}

TEST(Part, NeedsTheNumbersOfItsKind) {
  expect_refused(R"({"id": "x", "kind": "tunable_dispersion_compensator", "name": "x",
                     "source": "x", "grade": "unverified", "insertion_loss_db": 5})",
                 "mine.json#/parts/0/minimum_ps_per_nm: a tunable_dispersion_compensator needs "
                 "minimum_ps_per_nm, maximum_ps_per_nm, step_ps_per_nm, "
                 "dispersion_tolerance_relative");
}

TEST(Part, RefusesTheNumbersOfAnotherKind) {
  expect_refused(module_text("mine", R"(, "gamma_per_w_km": 11)"),
                 "mine.json#/parts/0/gamma_per_w_km: a dispersive_module has no gamma_per_w_km");
}

TEST(Part, RefusesWhatIsNoPartAtAll) {
  expect_refused(module_text("Mine"), "mine.json#/parts/0/id: must be made of a-z");
  expect_refused(module_text("mine", R"(, "gama_per_w_km": 11)"), "gama_per_w_km: unknown key");
  expect_refused(module_text("mine", R"(, "unverified": ["colour"])"), "/parts/0/unverified");
  expect_refused(module_text("mine", R"(, "max_input_power_dbm": "high")"), "max_input_power_dbm");
}

TEST(Part, RefusesATuningRangeThatIsUpsideDown) {
  expect_refused(R"({"id": "x", "kind": "tunable_dispersion_compensator", "name": "x",
                     "source": "x", "grade": "unverified", "insertion_loss_db": 5,
                     "minimum_ps_per_nm": 10, "maximum_ps_per_nm": -10, "step_ps_per_nm": 1,
                     "dispersion_tolerance_relative": 0.1})",
                 "maximum_ps_per_nm: must be above minimum_ps_per_nm");
}

TEST(Part, CarriesATolerance) {
  for (const Part& part : builtin_catalog().parts) {
    if (part.accumulated_dispersion_ps_per_nm || part.minimum_ps_per_nm ||
        part.dispersion_ps_per_nm_km.value_or(0.0) != 0.0) {
      ASSERT_TRUE(part.dispersion_tolerance_relative) << part.id;
      EXPECT_GT(*part.dispersion_tolerance_relative, 0.0) << part.id;
    }
  }
}

// The catalogue is quoted, not read from the sheets: what a person relies on must say so.
TEST(Part, NamesItsSourceAndDoesNotClaimAMakersSheet) {
  for (const Part& part : builtin_catalog().parts) {
    EXPECT_THAT(part.source, Not(testing::IsEmpty())) << part.id;
    EXPECT_NE(part.grade, Grade::data_sheet) << part.id;
  }
}

TEST(Part, HasASchemaThatNamesItsFields) {
  const std::string schema = core::json_schema_of<Catalog>();
  EXPECT_THAT(schema, AllOf(HasSubstr("accumulated_dispersion_ps_per_nm"), HasSubstr("reversible"),
                            HasSubstr("highly_nonlinear_fiber")));
}

}  // namespace
}  // namespace fiberloom::hal
