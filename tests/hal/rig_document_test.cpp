#include <fiberloom/hal/rig_document.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fiberloom/core/document.hpp>
#include <string>

namespace fiberloom::hal {
namespace {

using testing::HasSubstr;

const std::string complete = R"({
  "schema": "fiberloom.rig/1",
  "name": "bench one",
  "center_wavelength_nm": 1550.0,
  "transmitter": {"sample_rate_gsa_per_s": 92.0, "full_scale": 4.0},
  "maximum_stages": 3,
  "inventory": [{"part": "dcm-80", "quantity": 2}, {"part": "hnlf-1", "quantity": 1}],
  "amplifier_maximum_output_w": 0.5,
  "line_broadening_mhz": 100.0,
  "receiver": {"reference_power_w": 0.001, "maximum_power_w": 0.01},
  "tolerances": {
    "dispersion_relative_rms": 0.01,
    "nonlinear_phase_relative_rms": 0.02,
    "readout_skew_samples": 0.3,
    "receiver_gain_relative_rms": 0.04,
    "transmitter_snr_db": 35.0,
    "receiver_snr_db": 30.0,
    "transmitter_bandwidth_ghz": 40.0,
    "receiver_bandwidth_ghz": 50.0
  }
})";

std::string with(const std::string& found, const std::string& replacement) {
  std::string text = complete;
  const std::size_t at = text.find(found);
  EXPECT_NE(at, std::string::npos) << found;
  return text.replace(at, found.size(), replacement);
}

// The mistakes of the text, each as "pointer: message", on one line.
std::string mistakes_of(const std::string& text) {
  try {
    static_cast<void>(core::parse_document<RigDocument>(text, "rig.json"));
  } catch (const core::InvalidDocument& error) {
    return error.what();
  }
  return "no mistake";
}

TEST(RigDocument, IsReadFieldByField) {
  const auto rig = core::parse_document<RigDocument>(complete, "rig.json");
  EXPECT_EQ(rig.name, "bench one");
  EXPECT_EQ(rig.transmitter.sample_rate_gsa_per_s, 92.0);
  EXPECT_EQ(rig.transmitter.full_scale, 4.0);
  EXPECT_EQ(rig.maximum_stages, 3);
  ASSERT_EQ(rig.inventory.size(), 2U);
  EXPECT_EQ(rig.inventory[0].part, "dcm-80");
  EXPECT_EQ(rig.inventory[0].quantity, 2);
  EXPECT_EQ(rig.amplifier_maximum_output_w, 0.5);
  EXPECT_EQ(rig.line_broadening_mhz, 100.0);
  EXPECT_EQ(rig.receiver.maximum_power_w, 0.01);
  EXPECT_EQ(rig.tolerances.dispersion_relative_rms, 0.01);
  EXPECT_EQ(rig.tolerances.nonlinear_phase_relative_rms, 0.02);
  EXPECT_EQ(rig.tolerances.readout_skew_samples, 0.3);
  EXPECT_EQ(rig.tolerances.receiver_gain_relative_rms, 0.04);
  EXPECT_EQ(rig.tolerances.transmitter_snr_db, 35.0);
  EXPECT_EQ(rig.tolerances.receiver_snr_db, 30.0);
  EXPECT_EQ(rig.tolerances.transmitter_bandwidth_ghz, 40.0);
  EXPECT_EQ(rig.tolerances.receiver_bandwidth_ghz, 50.0);
}

TEST(RigDocument, WritesWhatItReads) {
  const auto rig = core::parse_document<RigDocument>(complete, "rig.json");
  const std::string text = core::to_document_text(rig);
  const auto again = core::parse_document<RigDocument>(text, "copy.json");
  EXPECT_EQ(core::to_document_text(again), text);
  EXPECT_EQ(again.tolerances.readout_skew_samples, 0.3);
}

TEST(RigDocument, DefaultsAreAFullScaleOfSixAndAPlainCarrier) {
  const auto rig =
      core::parse_document<RigDocument>(with(R"("line_broadening_mhz": 100.0,)", ""), "rig.json");
  EXPECT_EQ(rig.line_broadening_mhz, 0.0);
  const auto plain =
      core::parse_document<RigDocument>(with(R"(, "full_scale": 4.0)", ""), "rig.json");
  EXPECT_EQ(plain.transmitter.full_scale, 6.0);
}

TEST(RigDocument, TellsWhereAMistakeStands) {
  EXPECT_THAT(mistakes_of(with(R"("quantity": 2)", R"("quantity": 0)")),
              HasSubstr("rig.json#/inventory/0/quantity"));
  EXPECT_THAT(mistakes_of(with(R"("sample_rate_gsa_per_s": 92.0, )", "")),
              HasSubstr("#/transmitter/sample_rate_gsa_per_s: missing"));
  EXPECT_THAT(mistakes_of(with(R"("maximum_stages")", R"("maximum_stagse")")),
              HasSubstr("#/maximum_stagse: unknown key"));
}

TEST(RigDocument, RefusesWhatNoBenchCanBe) {
  for (const auto& [found, replacement] :
       {std::pair{R"("sample_rate_gsa_per_s": 92.0)", R"("sample_rate_gsa_per_s": 0)"},
        {R"("full_scale": 4.0)", R"("full_scale": -1)"},
        {R"("maximum_stages": 3)", R"("maximum_stages": 0)"},
        {R"("amplifier_maximum_output_w": 0.5)", R"("amplifier_maximum_output_w": 0)"},
        {R"("maximum_power_w": 0.01)", R"("maximum_power_w": -0.01)"},
        {R"("dispersion_relative_rms": 0.01)", R"("dispersion_relative_rms": -0.01)"},
        {R"("readout_skew_samples": 0.3)", R"("readout_skew_samples": -0.3)"},
        {R"("receiver_bandwidth_ghz": 50.0)", R"("receiver_bandwidth_ghz": -50)"},
        {R"("center_wavelength_nm": 1550.0)", R"("center_wavelength_nm": 1.55e-6)"}}) {
    EXPECT_THAT(mistakes_of(with(found, replacement)), HasSubstr("expected a number"))
        << replacement;
  }
  EXPECT_THAT(mistakes_of(with("fiberloom.rig/1", "fiberloom.plan/1")), HasSubstr("schema"));
}

}  // namespace
}  // namespace fiberloom::hal
