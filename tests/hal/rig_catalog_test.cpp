#include <fiberloom/hal/rig_catalog.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fiberloom/core/document.hpp>
#include <fiberloom/core/error.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <utility>

#include "bench_rig.hpp"
#include "file_test_support.hpp"
#include "mapping_support.hpp"

namespace fiberloom::hal {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string golden_rig() {
  std::ifstream file(FIBERLOOM_SOURCE_DIR "/tests/golden/documents/rig.json");
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

// The spool "ofs-hnlf-507" as this lab measured it; `more` follows its numbers.
std::string measured_spool(const std::string& gamma = "9.75", const std::string& more = "") {
  return R"({"id": "ofs-hnlf-507", "kind": "highly_nonlinear_fiber", "name": "the spool on shelf 3",
    "source": "measured here, notebook 7", "grade": "data_sheet", "insertion_loss_db": 1.25,
    "length_m": 505.5, "attenuation_db_per_km": 0.875, "dispersion_ps_per_nm_km": 0.0625,
    "slope_ps_per_nm2_km": 0.017, "effective_area_um2": 11.6, "gamma_per_w_km": )" +
         gamma + R"(, "dispersion_tolerance_relative": 0.02, "length_tolerance_relative": 0.001,
    "attenuation_tolerance_relative": 0.02, "gamma_tolerance_relative": 0.03)" +
         more + "}";
}

std::string rig_with(const std::string& members) {
  return replaced(golden_rig(), "  \"inventory\"", "  " + members + ",\n  \"inventory\"");
}

class RigCatalogTest : public testing::Test {
 protected:
  fs::path write(const std::string& name, const std::string& text) const {
    return folder.put(name, text);
  }

  std::vector<std::string> mistakes_of(const std::string& text) const {
    std::vector<std::string> lines;
    try {
      static_cast<void>(read_rig(write("rig.json", text)));
    } catch (const core::InvalidDocument& error) {
      for (const core::Mistake& mistake : error.diagnostics().mistakes()) {
        lines.push_back(mistake.pointer + ": " + mistake.message);
      }
    }
    return lines;
  }

  core::TemporaryFolder folder;
};

TEST_F(RigCatalogTest, WithoutPartsOfItsOwnIsTheBuiltInOne) {
  const RigDocument rig = read_rig(write("rig.json", golden_rig()));
  EXPECT_EQ(core::to_document_text(catalog_for(rig)), core::to_document_text(builtin_catalog()));
}

TEST_F(RigCatalogTest, HasWhatTheLabMeasuredInPlaceOfTheSheet) {
  const RigDocument rig =
      read_rig(write("rig.json", rig_with("\"parts\": [" + measured_spool() + "]")));
  const Catalog catalog = catalog_for(rig);
  EXPECT_EQ(catalog.parts.size(), builtin_catalog().parts.size());
  EXPECT_EQ(catalog.find("ofs-hnlf-507").gamma_per_w_km, 9.75);
  EXPECT_EQ(catalog.find("ofs-hnlf-507").source, "measured here, notebook 7");
  EXPECT_EQ(builtin_catalog().find("ofs-hnlf-507").gamma_per_w_km, 11.3);
}

TEST_F(RigCatalogTest, HasPartsThatOnlyTheLabHas) {
  const std::string own = replaced(measured_spool(), "ofs-hnlf-507", "shelf-3");
  const std::string text = replaced(rig_with("\"parts\": [" + own + "]"),
                                    "\"part\": \"ofs-hnlf-507\"", "\"part\": \"shelf-3\"");
  const RigDocument rig = read_rig(write("rig.json", text));
  EXPECT_EQ(catalog_for(rig).find("shelf-3").length_m, 505.5);
  EXPECT_EQ(catalog_for(rig).find("ofs-hnlf-507").length_m, 507.0);
}

// gamma Leff by hand: 9.75 (1 - exp(-0.230259 * 0.875 * 0.5055)) / (0.230259 * 0.875) = 4.685952 rad/W, and the end
// loss is of no matter to the launch power.
TEST_F(RigCatalogTest, MeasuredPartsAreWhatAModelIsMappedOnto) {
  RigDocument rig = test::bench_with(test::full_cupboard());
  rig.parts = read_rig(write("rig.json", rig_with("\"parts\": [" + measured_spool() + "]"))).parts;
  const core::Model model = test::model_to_map({1.0, 1.0}, {0.5, 0.0});
  const Plan plan = map_model(model, rig, catalog_for(rig));
  EXPECT_NEAR(plan.stages.at(0).launch_power_w, 0.5 / 4.685952, 1e-6);
  EXPECT_NEAR(test::mapped(model, rig).stages.at(0).launch_power_w, 0.5 / 5.43840, 1e-6);
}

TEST_F(RigCatalogTest, TakesTheCatalogueFileBeforeTheRigItself) {
  write("ours.json", R"({"schema": "fiberloom.catalog/1", "parts": [)" + measured_spool("10.5") +
                         "," + replaced(measured_spool(), "ofs-hnlf-507", "shelf-4") + "]}");
  const RigDocument rig =
      read_rig(write("rig.json", rig_with("\"catalog_file\": \"ours.json\", \"parts\": [" +
                                          measured_spool("9.75") + "]")));
  EXPECT_EQ(catalog_for(rig).find("ofs-hnlf-507").gamma_per_w_km, 9.75);
  EXPECT_EQ(catalog_for(rig).find("shelf-4").gamma_per_w_km, 9.75);
}

TEST_F(RigCatalogTest, ARigWithPartsIsWrittenAsItWasRead) {
  const fs::path path = write("rig.json", rig_with("\"parts\": [" + measured_spool() + "]"));
  const std::string text = core::to_document_text(read_rig(path));
  EXPECT_THAT(text, AllOf(HasSubstr("notebook 7"), Not(HasSubstr("catalog_file"))));
  EXPECT_EQ(core::to_document_text(core::parse_document<RigDocument>(text, "again")), text);
}

TEST_F(RigCatalogTest, EveryMistakeOfStockAndPartsIsToldAtOnce) {
  std::string text = rig_with(
      "\"parts\": [" + measured_spool("9.75", R"(, "beta2_ps2_per_km": 3, "length_km": 1)") + "," +
      replaced(measured_spool(), "\"gamma_tolerance_relative\": 0.03",
               "\"gamma_tolerance_relative\": 3") +
      "]");
  text = replaced(text, "\"quantity\": 2", "\"quantity\": -2");
  text = replaced(text, "\"part\": \"ofs-hnlf-507\"", "\"part\": \"ofs-hnlf-50\"");
  const std::vector<std::string> mistakes = mistakes_of(text);
  EXPECT_THAT(mistakes, Contains(StartsWith("/parts/0/beta2_ps2_per_km: is given twice")));
  EXPECT_THAT(mistakes, Contains(StartsWith("/parts/0/length_km: is given twice")));
  EXPECT_THAT(mistakes, Contains(StartsWith("/parts/1/gamma_tolerance_relative: ")));
  EXPECT_THAT(mistakes, Contains(StartsWith("/parts/1/id: two parts have the id")));
  EXPECT_THAT(mistakes, Contains(StartsWith("/inventory/0/quantity: ")));
  EXPECT_THAT(mistakes, Contains(AllOf(StartsWith("/inventory/1/part: the catalogue has no part"),
                                       HasSubstr("did you mean \"ofs-hnlf-507\""))));
  EXPECT_EQ(mistakes.size(), 6U) << testing::PrintToString(mistakes);
}

TEST_F(RigCatalogTest, AnEmptyCupboardIsAMistake) {
  std::string text = golden_rig();
  const std::size_t from = text.find('[', text.find("\"inventory\""));
  text.erase(from + 1, text.find(']', from) - from - 1);
  EXPECT_THAT(mistakes_of(text), Contains(StartsWith("/inventory: ")));
}

TEST_F(RigCatalogTest, StockIsListedOnce) {
  EXPECT_THAT(
      mistakes_of(replaced(golden_rig(), "ofs-hnlf-507", "teraxion-tdcmx")),
      Contains("/inventory/1/part: teraxion-tdcmx is listed twice; give its quantity once"));
}

TEST_F(RigCatalogTest, AKnownPartStaysOfItsKind) {
  const std::string other = replaced(measured_spool(), "ofs-hnlf-507", "corning-smf-28");
  EXPECT_THAT(mistakes_of(rig_with("\"parts\": [" + other + "]")),
              Contains(StartsWith("/parts/0/kind: corning-smf-28 is a transmission_fiber in the "
                                  "catalogue")));
}

TEST_F(RigCatalogTest, MistakesOfTheCatalogueFileAreToldInTheRig) {
  write("ours.json",
        R"({"schema": "fiberloom.catalog/1", "parts": [)" + measured_spool("-1") + "]}");
  EXPECT_THAT(mistakes_of(rig_with("\"catalog_file\": \"ours.json\"")),
              Contains(AllOf(StartsWith("/catalog_file: "),
                             HasSubstr("ours.json#/parts/0/gamma_per_w_km"))));
  EXPECT_THAT(mistakes_of(rig_with("\"catalog_file\": \"theirs.json\"")),
              Contains(AllOf(StartsWith("/catalog_file: "), HasSubstr("theirs.json"))));
}

TEST_F(RigCatalogTest, ACatalogueTellsTwinsBesideOtherMistakes) {
  const fs::path path =
      write("ours.json", R"({"schema": "fiberloom.catalog/1", "parts": [)" + measured_spool() +
                             "," + measured_spool("-1") + "]}");
  try {
    static_cast<void>(read_catalog(path));
    ADD_FAILURE() << "was read";
  } catch (const core::InvalidDocument& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("#/parts/1/gamma_per_w_km"),
                                    HasSubstr("#/parts/1/id: two parts have the id")));
  }
}

// The rig as a document, after some replacements.
std::string two_stages_after(const std::vector<std::pair<std::string, std::string>>& changes) {
  std::string text = core::to_document_text(test::two_stage_rig());
  for (const auto& [found, replacement] : changes) {
    text = replaced(text, found, replacement);
  }
  return text;
}

TEST_F(RigCatalogTest, MistakesOfFieldsAndOfTheBenchAreToldTogether) {
  const auto mistakes = mistakes_of(two_stages_after({
      {R"("amplifier_maximum_output_w": 0.5)", R"("amplifier_maximum_output_w": -0.5)"},
      {R"("maximum": 15)", R"("maximum": 4)"},
      {R"("part": "teraxion-tdcmx"
      },)",
       R"("part": "teraxion-tdcmy"
      },)"},
      {R"("bias": "bias")", R"("bias": "scope")"},
      {R"("to": "dither")", R"("to": "dithr")"},
  }));
  EXPECT_THAT(mistakes, Contains(StartsWith("/amplifier_maximum_output_w: ")));
  EXPECT_THAT(mistakes, Contains(StartsWith("/bench/instruments/0/limits/0/maximum: ")));
  EXPECT_THAT(mistakes, Contains(StartsWith("/bench/instruments/4/part: ")));
  EXPECT_THAT(mistakes, Contains(StartsWith("/bench/transmitter/bias: scope is a digitizer")));
  EXPECT_THAT(mistakes, Contains(StartsWith("/bench/wiring/0/to: no light passes \"dithr\"")));
}

TEST_F(RigCatalogTest, WhatCouldNotBeReadIsNoMistakeElsewhere) {
  // One name, one interlock's kind and the photodiode's limit cannot be read: nothing is said of what refers to them.
  const auto mistakes = mistakes_of(
      two_stages_after({{R"("name": "edfa 1")", R"("name": "")"},
                        {R"("kind": "dark_before_change")", R"("kind": "dark")"},
                        {R"("maximum_power_w": 0.01)", R"("maximum_power_w": "ten")"}}));
  EXPECT_THAT(mistakes, Contains(StartsWith("/bench/instruments/5/name: ")));
  EXPECT_THAT(mistakes, Contains(StartsWith("/bench/interlocks/5/kind: ")));
  EXPECT_THAT(mistakes, Contains(StartsWith("/receiver/maximum_power_w: ")));
  for (const std::string& mistake : mistakes) {
    EXPECT_TRUE(mistake.starts_with("/bench/instruments/5/") ||
                mistake.starts_with("/bench/interlocks/5/") ||
                mistake.starts_with("/receiver/maximum_power_w"))
        << mistake;
  }
}

TEST_F(RigCatalogTest, WhatIsNoRigAtAllIsRefusedAsEver) {
  EXPECT_THROW(static_cast<void>(read_rig(folder.path() / "nowhere.json")), core::DocumentError);
  EXPECT_THAT(mistakes_of("{\"schema\": \"fiberloom.plan/1\"}"),
              Contains(StartsWith("/schema: expected \"fiberloom.rig/1\"")));
}

}  // namespace
}  // namespace fiberloom::hal
