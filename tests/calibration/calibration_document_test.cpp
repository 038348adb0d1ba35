#include <fiberloom/calibration/calibration_document.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <fiberloom/core/document.hpp>

#include "calibration_documents.hpp"
#include "expect_error.hpp"

namespace fiberloom::calibration {
namespace {

using test::one_stage_calibration;

TEST(CalibrationDocument, DescribesTheTwinThatItsParametersName) {
  const TwinParameters twin = twin_of(one_stage_calibration());
  EXPECT_EQ(twin.dispersion_scale, std::vector<double>{1.0625});
  EXPECT_EQ(twin.nonlinear_phase_scale, std::vector<double>{0.875});
  EXPECT_EQ(twin.delay_samples, -0.0625);
  EXPECT_EQ(twin.gain, 1.03125);
  EXPECT_EQ(twin.transmitter_inverse_bandwidth, 2.75);
  EXPECT_EQ(twin.receiver_inverse_bandwidth, 2.25);
}

TEST(CalibrationDocument, TheOrderOfItsParametersDoesNotMatter) {
  CalibrationDocument document = one_stage_calibration();
  std::reverse(document.parameters.begin(), document.parameters.end());
  EXPECT_EQ(twin_of(document).gain, 1.03125);
  EXPECT_EQ(twin_of(document).dispersion_scale, std::vector<double>{1.0625});
}

TEST(CalibrationDocument, BringsBackEveryBitOfTheTwin) {
  Identification identification{.twin = nominal_twin(2), .standard_error = nominal_twin(2)};
  identification.twin.dispersion_scale = {1.0 / 3.0, 0.1 + 0.2};
  identification.twin.nonlinear_phase_scale = {2.0 / 7.0, 1e-17};
  identification.twin.delay_samples = -1.0 / 9.0;
  identification.twin.gain = 1.0 / 11.0;
  identification.twin.transmitter_inverse_bandwidth = 1.0 / 13.0;
  identification.twin.receiver_inverse_bandwidth = 1.0 / 17.0;
  identification.standard_error.dispersion_scale = {0.5, 0.25};
  identification.error_before = 0.5;
  identification.error_after = 0.125;
  CalibrationDocument document = one_stage_calibration();
  document.light_path.stages.push_back(document.light_path.stages.front());
  write_parameters(identification, document);
  const auto read =
      core::parse_document<CalibrationDocument>(core::to_document_text(document), "c");
  const TwinParameters twin = twin_of(read);
  EXPECT_EQ(twin.dispersion_scale, identification.twin.dispersion_scale);
  EXPECT_EQ(twin.nonlinear_phase_scale, identification.twin.nonlinear_phase_scale);
  EXPECT_EQ(twin.delay_samples, identification.twin.delay_samples);
  EXPECT_EQ(twin.gain, identification.twin.gain);
  EXPECT_EQ(twin.transmitter_inverse_bandwidth, identification.twin.transmitter_inverse_bandwidth);
  EXPECT_EQ(twin.receiver_inverse_bandwidth, identification.twin.receiver_inverse_bandwidth);
  EXPECT_EQ(read.error_before, 0.5);
  EXPECT_EQ(read.error_after, 0.125);
  ASSERT_EQ(read.parameters.size(), 8U);
  EXPECT_EQ(read.parameters[2].name, "stage 2 dispersion_scale");
  EXPECT_EQ(read.parameters[2].standard_error, 0.25);
}

TEST(CalibrationDocument, NamesTheParameterThatIsMissing) {
  for (const CalibratedParameter& left_out : one_stage_calibration().parameters) {
    CalibrationDocument document = one_stage_calibration();
    std::erase_if(document.parameters,
                  [&](const CalibratedParameter& p) { return p.name == left_out.name; });
    test::expect_error<core::CalibrationError>("calibration.incomplete",
                                               {left_out.name, document.id, "calibrate again"},
                                               [&] { static_cast<void>(twin_of(document)); });
  }
}

TEST(CalibrationDocument, NeedsTheParametersOfAllItsStages) {
  CalibrationDocument document = one_stage_calibration();
  document.light_path.stages.push_back(document.light_path.stages.front());
  test::expect_error<core::CalibrationError>("calibration.incomplete", {"stage 2 dispersion_scale"},
                                             [&] { static_cast<void>(twin_of(document)); });
}

TEST(CalibrationDocument, ItsIdIsAFileNameOfRigBenchAndTime) {
  CalibrationDocument document = one_stage_calibration();
  EXPECT_EQ(calibration_id(document), "spec-simulated-7-2026-11-21T09-30-00Z");
  document.rig = "../Rig/ä \"x\"";
  for (const char letter : calibration_id(document)) {
    const bool plain = std::isalnum(static_cast<unsigned char>(letter)) != 0 || letter == '-';
    EXPECT_TRUE(plain && static_cast<unsigned char>(letter) < 128) << letter;
  }
}

TEST(CalibrationDocument, TheSamePathIsTheSamePartsInTheSameOrderAtTheSameRate) {
  const hal::LightPath path = one_stage_calibration().light_path;
  hal::LightPath other = path;
  other.stages[0].name = "another name";
  EXPECT_TRUE(same_path(path, other));
  other = path;
  other.stages[0].dispersive_parts = {"teraxion-tdcmx", "proximion-dcm-cb-10"};
  EXPECT_FALSE(same_path(path, other));
  other = path;
  other.stages[0].nonlinear_part.clear();
  EXPECT_FALSE(same_path(path, other));
  other = path;
  other.sample_rate_gsa_per_s = 92.0;
  EXPECT_FALSE(same_path(path, other));
  other = path;
  other.oversampling = 1;
  EXPECT_FALSE(same_path(path, other));
  other = path;
  other.stages.push_back(path.stages[0]);
  EXPECT_FALSE(same_path(path, other));
  EXPECT_FALSE(same_path(other, path));
}

}  // namespace
}  // namespace fiberloom::calibration
