// One document of every kind, written by hand: it is read, and written back to the same bytes. Broken variants of them
// are refused with the JSON pointer of what is wrong.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fiberloom/calibration/calibration_document.hpp>
#include <fiberloom/core/diagnostics.hpp>
#include <fiberloom/core/document.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/fiber/fiber_document.hpp>
#include <fiberloom/core/training_recipe.hpp>
#include <fiberloom/hal/catalog.hpp>
#include <fiberloom/hal/plan.hpp>
#include <fiberloom/hal/recording.hpp>
#include <fiberloom/hal/rig_document.hpp>
#include <fiberloom/hal/run_record.hpp>
#include <fiberloom/hal/snapshot.hpp>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <vector>

namespace fiberloom {
namespace {

std::string text_of(const std::string& kind) {
  std::ifstream file(FIBERLOOM_SOURCE_DIR "/tests/golden/documents/" + kind + ".json");
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

template <class Document>
std::string read_and_written(std::string_view text) {
  return core::to_document_text(core::parse_document<Document>(text, "golden"));
}

struct Kind {
  std::string name;
  std::function<std::string(std::string_view)> read_and_write;
};

const std::vector<Kind>& kinds() {
  static const std::vector<Kind> all{
      {"rig", read_and_written<hal::RigDocument>},
      {"plan", read_and_written<hal::Plan>},
      {"calibration", read_and_written<calibration::CalibrationDocument>},
      {"run", read_and_written<hal::RunRecord>},
      {"recording", read_and_written<hal::RecordingManifest>},
      {"snapshot", read_and_written<hal::Snapshot>},
      {"catalog", read_and_written<hal::Catalog>},
      {"recipe", read_and_written<core::TrainingRecipe>},
      {"fiber", read_and_written<core::FiberDocument>}};
  return all;
}

const Kind& kind_of(const std::string& name) {
  for (const Kind& kind : kinds()) {
    if (kind.name == name) {
      return kind;
    }
  }
  throw std::out_of_range(name);
}

TEST(Documents, OfEveryKindComeBackToTheByte) {
  for (const Kind& kind : kinds()) {
    const std::string text = text_of(kind.name);
    ASSERT_FALSE(text.empty()) << kind.name;
    EXPECT_EQ(kind.read_and_write(text), text) << kind.name;
  }
}

TEST(Documents, OfEveryKindRefuseAnotherSchema) {
  for (const Kind& kind : kinds()) {
    for (const Kind& other : kinds()) {
      if (&kind != &other) {
        EXPECT_THROW(kind.read_and_write(text_of(other.name)), core::DocumentError)
            << kind.name << " reads a " << other.name;
      }
    }
  }
}

TEST(Documents, OfEveryKindRefuseALaterVersion) {
  for (const Kind& kind : kinds()) {
    std::string text = text_of(kind.name);
    const std::string schema = "fiberloom." + kind.name + "/1";
    text.replace(text.find(schema), schema.size(), "fiberloom." + kind.name + "/2");
    EXPECT_THROW(kind.read_and_write(text), core::DocumentError) << kind.name;
  }
}

TEST(Documents, CutShortAnywhereAreRefusedAndNotHalfRead) {
  for (const Kind& kind : kinds()) {
    const std::string text = text_of(kind.name);
    for (std::size_t length = 0; length + 2 < text.size(); length += 23) {
      EXPECT_THROW(kind.read_and_write(text.substr(0, length)), core::DocumentError)
          << kind.name << " of " << length << " bytes";
    }
  }
}

// One change to a golden document, and what the refusal has to say.
struct Broken {
  std::string kind;
  std::string what;
  std::string from;
  std::string to;
  std::vector<std::string> words;
};

const std::vector<Broken>& broken_variants() {  // NOLINT(readability-function-size): one table
  static const std::vector<Broken> all{
      {"fiber", "unknown key", "\"length_m\"", "\"lenght_m\"", {"/lenght_m", "length_m"}},
      {"fiber", "negative length", "length_m\": 0.15", "length_m\": -0.15", {"/length_m", "0"}},
      {"fiber", "no such model", "\"blow_wood\"", "\"blow\"", {"/raman/model", "blow_wood"}},
      {"fiber",
       "steps with rk4ip",
       "\"relative_tolerance\": 1e-07",
       "\"steps\": 100",
       {"/solver/steps", "split_step"}},
      {"rig", "unknown key", "\"full_scale\"", "\"fullscale\"", {"/transmitter/fullscale"}},
      {"rig", "missing key", "  \"maximum_stages\": 2,\n", "", {"/maximum_stages"}},
      {"rig",
       "negative power",
       "output_w\": 0.25",
       "output_w\": -0.25",
       {"/amplifier_maximum_output_w", "0"}},
      {"rig",
       "negative detector power",
       "maximum_power_w\": 0.01",
       "maximum_power_w\": -1",
       {"/receiver/maximum_power_w"}},
      {"rig",
       "no such number",
       "gsa_per_s\": 92",
       "gsa_per_s\": \"92\"",
       {"/transmitter/sample_rate_gsa_per_s"}},
      {"rig", "none of a part", "\"quantity\": 2", "\"quantity\": 0", {"/inventory/0/quantity"}},
      {"rig",
       "a share above one",
       "relative_rms\": 0.05",
       "relative_rms\": 5",
       {"/tolerances/dispersion_relative_rms"}},
      {"rig",
       "duplicate key",
       "\"name\": \"attic bench\"",
       "\"name\": \"attic bench\", \"name\": \"b\"",
       {"/name"}},
      {"plan", "unknown key", "\"conjugated\"", "\"conjugate\"", {"/conjugate"}},
      {"plan", "missing key", "  \"rig\": \"attic bench\",\n", "", {"/rig"}},
      {"plan",
       "negative power",
       "\"launch_power_w\": 0.1875",
       "\"launch_power_w\": -0.1875",
       {"/stages/0/launch_power_w"}},
      {"plan",
       "feasible with problems",
       "\"feasible\": false",
       "\"feasible\": true",
       {"/problems"}},
      {"plan",
       "ranges exchanged",
       "\"minimum_dispersion_ps2\": -663.25",
       "\"minimum_dispersion_ps2\": 6663.25",
       {"/light_path/stages/0/maximum_dispersion_ps2"}},
      {"plan", "a list that is none", "\"remarks\": [", "\"remarks\": 3, \"x\": [", {"/remarks"}},
      {"calibration", "unknown key", "\"measured_at\"", "\"measured\"", {"/measured"}},
      {"calibration", "missing key", "  \"bench\": \"simulated 7\",\n", "", {"/bench"}},
      {"calibration",
       "negative error",
       "\"standard_error\": 0.2",
       "\"standard_error\": -0.2",
       {"/parameters/1/standard_error"}},
      {"calibration",
       "negative passes",
       "\"optical_passes\": 360",
       "\"optical_passes\": -360",
       {"/optical_passes"}},
      {"calibration", "no time", "\"2026-11-22T09:30:00Z\"", "\"tomorrow\"", {"/expires_at"}},
      {"run",
       "unknown key",
       "\"phase\": \"evaluation\"",
       "\"stage\": \"evaluation\"",
       {"/ledger/entries/1/stage"}},
      {"run", "missing key", "  \"seed\": 12,\n", "", {"/seed"}},
      {"run",
       "negative passes",
       "\"passes\": 576",
       "\"passes\": -576",
       {"/ledger/entries/1/passes"}},
      {"run",
       "percent",
       "\"test_accuracy\": 0.765625",
       "\"test_accuracy\": 76.5625",
       {"/test_accuracy"}},
      {"recording", "unknown key", "\"runs\"", "\"run\"", {"/run"}},
      {"recording", "negative passes", "passes\": 96", "passes\": -96", {"/optical_passes"}},
      {"recording",
       "ranges exchanged",
       "\"minimum_dispersion_ps2\": -663.25",
       "\"minimum_dispersion_ps2\": 6663.25",
       {"/light_path/stages/0/maximum_dispersion_ps2"}},
      {"snapshot", "unknown key", "\"taken_at\"", "\"taken\"", {"/taken"}},
      {"snapshot",
       "no such state",
       "\"standby\"",
       "\"stand-by\"",
       {"/instruments/0/life_cycle", "did you mean \"standby\"?"}},
      {"catalog", "unknown key", "\"gamma_per_w_km\"", "\"gamma\"", {"/parts/1/gamma"}},
      {"catalog",
       "missing number",
       "      \"length_m\": 500,\n",
       "",
       {"/parts/1/length_m", "highly_nonlinear_fiber"}},
      {"catalog",
       "negative loss",
       "\"insertion_loss_db\": 2.5",
       "\"insertion_loss_db\": -2.5",
       {"/parts/0/insertion_loss_db"}},
      {"catalog",
       "the same id twice",
       "\"attic-hnlf\"",
       "\"attic-grating\"",
       {"/parts", "attic-grating"}},
      {"catalog",
       "unknown kind",
       "\"dispersive_module\"",
       "\"prism\"",
       {"/parts/0/kind", "dispersive_module"}},
      {"recipe", "unknown key", "\"weight_decay\"", "\"weightdecay\"", {"/training/weightdecay"}},
      {"recipe", "missing key", "  \"samples\": 64,\n", "", {"/samples"}},
      {"recipe", "negative rate", "\"beta2\": 0.06", "\"beta2\": -0.06", {"/training/rates/beta2"}},
      {"recipe", "layers of other lengths", "[0, 0.125]", "[0]", {"/layers/beta2"}},
      {"recipe", "outside its bounds", "[0.5, 0.25]", "[1.5, 0.25]", {"/layers"}}};
  return all;
}

void expect_refusal(const Broken& broken) {
  std::string text = text_of(broken.kind);
  const std::size_t at = text.find(broken.from);
  ASSERT_NE(at, std::string::npos) << broken.kind << ", " << broken.what << ": nothing to break";
  text.replace(at, broken.from.size(), broken.to);
  try {
    static_cast<void>(kind_of(broken.kind).read_and_write(text));
    ADD_FAILURE() << broken.kind << ", " << broken.what << ": was read";
  } catch (const core::InvalidDocument& error) {
    const std::string message = error.what();
    EXPECT_EQ(message.rfind("golden", 0), 0U) << message;
    EXPECT_EQ(message.find('\n'), std::string::npos) << message;
    for (const std::string& word : broken.words) {
      EXPECT_THAT(message, testing::HasSubstr(word)) << broken.kind << ", " << broken.what;
    }
  }
}

TEST(Documents, BrokenOnesAreRefusedWithTheirJsonPointer) {
  for (const Broken& broken : broken_variants()) {
    expect_refusal(broken);
  }
}

TEST(Documents, OfAPlanBeforeTuningAreStillRead) {
  std::string text = text_of("plan");
  const std::string added = "  \"tuned\": false,\n  \"calibration\": \"\",\n";
  ASSERT_NE(text.find(added), std::string::npos);
  text.erase(text.find(added), added.size());
  EXPECT_EQ(kind_of("plan").read_and_write(text), text_of("plan"));
}

TEST(Documents, OfTheLabThatIsDeliveredComeBackToTheByte) {
  std::ifstream file(FIBERLOOM_SOURCE_DIR "/apps/rigs/lab.json");
  std::stringstream text;
  text << file.rdbuf();
  ASSERT_FALSE(text.str().empty());
  EXPECT_EQ(read_and_written<hal::RigDocument>(text.str()), text.str());
}

TEST(Documents, AllMistakesAreToldAtOnce) {
  std::string text = text_of("rig");
  for (const std::string word : {"\"quantity\": 2", "\"full_scale\": 6"}) {
    text.replace(text.find(word), word.size(), word.substr(0, word.size() - 1) + "-1");
  }
  try {
    static_cast<void>(kind_of("rig").read_and_write(text));
    ADD_FAILURE() << "was read";
  } catch (const core::InvalidDocument& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("/transmitter/full_scale"));
    EXPECT_THAT(error.what(), testing::HasSubstr("/inventory/0/quantity"));
  }
}

TEST(Documents, TheGoldenCalibrationIsATwin) {
  const auto document =
      core::parse_document<calibration::CalibrationDocument>(text_of("calibration"), "golden");
  const calibration::TwinParameters twin = calibration::twin_of(document);
  EXPECT_EQ(twin.dispersion_scale, std::vector<double>{1.0625});
  EXPECT_EQ(twin.delay_samples, -0.0625);
  EXPECT_EQ(calibration::calibration_id(document), document.id);
}

}  // namespace
}  // namespace fiberloom
