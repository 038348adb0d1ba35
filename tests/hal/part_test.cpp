#include <fiberloom/hal/part.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fiberloom/core/diagnostics.hpp>
#include <fiberloom/core/document.hpp>
#include <fiberloom/hal/catalog.hpp>
#include <fiberloom/hal/part_numbers.hpp>
#include <string>
#include <vector>

namespace fiberloom::hal {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

Catalog read(const std::string& kind, const std::string& numbers) {
  return core::parse_document<Catalog>(
      R"({"schema": "fiberloom.catalog/1", "parts": [{"id": "mine", "kind": ")" + kind +
          R"(", "name": "mine", "source": "measured here", "grade": "second_hand", )" + numbers +
          "}]}",
      "mine.json");
}

// Each mistake as "pointer: message".
std::vector<std::string> mistakes_of(const std::string& kind, const std::string& numbers) {
  std::vector<std::string> lines;
  try {
    static_cast<void>(read(kind, numbers));
  } catch (const core::InvalidDocument& error) {
    for (const core::Mistake& mistake : error.diagnostics().mistakes()) {
      lines.push_back(mistake.pointer + ": " + mistake.message);
    }
  }
  return lines;
}

const std::string glass =
    R"("attenuation_db_per_km": 0.2, "attenuation_tolerance_relative": 0.05,
       "dispersion_tolerance_relative": 0.1)";

TEST(Part, OfEveryFamilyIsInTheCatalogue) {
  for (const PartKind kind : part_kinds()) {
    EXPECT_GT(std::ranges::count(builtin_catalog().parts, kind, &Part::kind), 0) << name_of(kind);
    EXPECT_EQ(part_kind_of(name_of(kind)), kind);
  }
  EXPECT_FALSE(part_kind_of("prism"));
}

TEST(Part, HasNoNumbersOfAnotherFamily) {
  EXPECT_THAT(
      mistakes_of("laser", R"("linewidth_khz": 100, "noise_figure_db": 5, "num_ports": 2)"),
      Contains(StartsWith("/parts/0/noise_figure_db: a laser has no noise_figure_db, num_ports")));
  EXPECT_THAT(mistakes_of("photodiode", R"("responsivity_a_per_w": 0.7)"),
              Contains("/parts/0/bandwidth_ghz: a photodiode needs bandwidth_ghz"));
  EXPECT_THAT(mistakes_of("laser", R"("note": "bright")"),
              Contains("/parts/0/kind: a part needs at least one number"));
}

TEST(Part, OfAFibreMayBeToldInTheOtherUnits) {
  const Part part = read("transmission_fiber",
                         R"("length_km": 1.5, "attenuation_per_km": 0.046051701859880914,
                            "beta2_ps2_per_km": -21.6826193914, "beta3_ps3_per_km": 0.1332900322,
                            "nonlinear_index_m2_per_w": 2.6e-20, "effective_area_um2": 80,
                            "attenuation_tolerance_relative": 0.05,
                            "dispersion_tolerance_relative": 0.1)")
                        .parts.front();
  EXPECT_DOUBLE_EQ(part.length_m.value_or(0.0), 1500.0);
  EXPECT_NEAR(part.attenuation_db_per_km.value_or(0.0), 0.2, 1e-12);
  EXPECT_NEAR(part.dispersion_ps_per_nm_km.value_or(0.0), 17.0, 1e-6);
  EXPECT_NEAR(part.slope_ps_per_nm2_km.value_or(0.0), 0.06, 1e-6);
  // 2 pi 2.6e-20 / (1.55e-6 80e-12) by hand
  EXPECT_NEAR(part.gamma_per_w_km.value_or(0.0), 1.317442, 1e-5);
}

TEST(Part, ToldInTheOtherUnitsIsWrittenInItsOwn) {
  const Catalog catalog =
      read("transmission_fiber", glass + R"(, "beta2_ps2_per_km": -20, "length_km": 2)");
  const std::string text = core::to_document_text(catalog);
  EXPECT_THAT(text, HasSubstr("dispersion_ps_per_nm_km"));
  EXPECT_THAT(text, HasSubstr("\"length_m\": 2000"));
  EXPECT_EQ(core::to_document_text(core::parse_document<Catalog>(text, "again")), text);
}

TEST(Part, ToldInBothUnitsContradictsItself) {
  const std::vector<std::string> mistakes = mistakes_of(
      "transmission_fiber", glass + R"(, "dispersion_ps_per_nm_km": 17, "beta2_ps2_per_km": 21,
                              "length_m": 5, "length_km": 5, "attenuation_per_km": 0.1)");
  EXPECT_THAT(mistakes, Contains("/parts/0/beta2_ps2_per_km: is given twice: "
                                 "dispersion_ps_per_nm_km is there too"));
  EXPECT_THAT(mistakes, Contains(StartsWith("/parts/0/length_km: is given twice")));
  EXPECT_THAT(mistakes, Contains(StartsWith("/parts/0/attenuation_per_km: is given twice")));
}

TEST(Part, RefusesOtherUnitsThatNeedWhatIsMissing) {
  const std::string fibre = glass + R"(, "dispersion_ps_per_nm_km": 17)";
  EXPECT_THAT(mistakes_of("transmission_fiber", fibre + R"(, "nonlinear_index_m2_per_w": 2e-20)"),
              Contains("/parts/0/nonlinear_index_m2_per_w: needs effective_area_um2"));
  EXPECT_THAT(mistakes_of("transmission_fiber", glass + R"(, "beta3_ps3_per_km": 0.1)"),
              Contains("/parts/0/beta3_ps3_per_km: needs the dispersion it belongs to"));
  EXPECT_THAT(mistakes_of("transmission_fiber", fibre + R"(, "length_km": -1)"),
              Contains(StartsWith("/parts/0/length_km: expected a number")));
}

TEST(Part, RefusesRangesThatAreUpsideDown) {
  const std::vector<std::string> mistakes =
      mistakes_of("erbium_doped_amplifier",
                  R"("minimum_gain_db": 30, "maximum_gain_db": 20, "minimum_wavelength_nm": 1560,
                     "maximum_wavelength_nm": 1530, "minimum_input_power_dbm": 5,
                     "max_input_power_dbm": -30)");
  EXPECT_THAT(mistakes, Contains("/parts/0/maximum_gain_db: must not be below minimum_gain_db"));
  EXPECT_THAT(mistakes,
              Contains("/parts/0/maximum_wavelength_nm: must be above minimum_wavelength_nm"));
  EXPECT_THAT(mistakes, Contains(StartsWith("/parts/0/max_input_power_dbm: must not be below")));
  EXPECT_THAT(
      mistakes_of("erbium_doped_amplifier", R"("minimum_gain_db": 20, "maximum_gain_db": 20)"),
      IsEmpty());
  EXPECT_THAT(mistakes_of("digitizer", R"("bandwidth_ghz": 10, "sample_rate_gsa_per_s": 40,
                                          "resolution_bits": 8, "effective_bits": 9)"),
              Contains("/parts/0/resolution_bits: must not be below effective_bits"));
}

// 50 km of 0.2 dB/km take 10 dB; the ends can only add to that.
TEST(Part, RefusesALossThatItsLengthRulesOut) {
  const std::string spool = glass + R"(, "dispersion_ps_per_nm_km": 17, "length_m": 50000)";
  EXPECT_THAT(
      mistakes_of("transmission_fiber", spool + R"(, "insertion_loss_db": 9.9)"),
      Contains(AllOf(StartsWith("/parts/0/insertion_loss_db: is less than"), HasSubstr("10 dB"))));
  EXPECT_THAT(mistakes_of("transmission_fiber", spool + R"(, "insertion_loss_db": 10)"), IsEmpty());
}

TEST(Part, RefusesTolerancesThatSayNothing) {
  const std::string attenuator = R"("insertion_loss_db": 0.7, "maximum_attenuation_db": 30, )";
  const auto with = [&](const std::string& tolerances) {
    return mistakes_of("variable_attenuator", attenuator + R"("tolerances": [)" + tolerances + "]");
  };
  EXPECT_THAT(with(R"({"number": "insertion_loss_db", "relative": 0.2})"), IsEmpty());
  EXPECT_THAT(with(R"({"number": "insertion_loss_db", "relative": 3})"),
              Contains(StartsWith("/parts/0/tolerances/0/relative: expected a number")));
  EXPECT_THAT(with(R"({"number": "insertion_loss_db"})"),
              Contains(StartsWith("/parts/0/tolerances/0/relative: missing")));
  EXPECT_THAT(with(R"({"number": "insertion_loss_db", "relative": 0.2, "absolute": 0.1})"),
              Contains(StartsWith("/parts/0/tolerances/0/absolute: is given twice")));
  EXPECT_THAT(with(R"({"number": "insertion_loss_db", "relative": 0.2},
                      {"number": "insertion_loss_db", "absolute": 0.1})"),
              Contains("/parts/0/tolerances: names insertion_loss_db twice"));
  EXPECT_THAT(with(R"({"number": "settling_time_ms", "relative": 0.2})"),
              Contains(HasSubstr("settling_time_ms, which this part does not have")));
  EXPECT_THAT(with(R"({"number": "colour", "relative": 0.2})"),
              Contains(HasSubstr("\"colour\", which is no number of a part")));
}

TEST(Part, RefusesAToleranceOfThreeHundredPercent) {
  EXPECT_THAT(mistakes_of("transmission_fiber",
                          R"("attenuation_db_per_km": 0.2, "attenuation_tolerance_relative": 3,
                             "dispersion_ps_per_nm_km": 17, "dispersion_tolerance_relative": 0.1)"),
              Contains(StartsWith("/parts/0/attenuation_tolerance_relative: expected a number")));
}

TEST(PartNumbers, TellToleranceAndSource) {
  const std::vector<PartNumber> numbers = numbers_of(builtin_catalog().find("ixblue-mx-ln-10"));
  const auto voltage = std::ranges::find(numbers, "half_wave_voltage_v", &PartNumber::key);
  const auto loss = std::ranges::find(numbers, "insertion_loss_db", &PartNumber::key);
  ASSERT_NE(voltage, numbers.end());
  ASSERT_NE(loss, numbers.end());
  EXPECT_TRUE(voltage->is_unsourced);
  EXPECT_FALSE(loss->is_unsourced);
  EXPECT_EQ(loss->value, 3.5);

  const std::vector<PartNumber> spool = numbers_of(builtin_catalog().find("ofs-hnlf-507"));
  const auto gamma = std::ranges::find(spool, "gamma_per_w_km", &PartNumber::key);
  ASSERT_NE(gamma, spool.end());
  EXPECT_EQ(gamma->tolerance_relative, 0.1);
  EXPECT_EQ(std::ranges::find(spool, "gamma_tolerance_relative", &PartNumber::key), spool.end());
}

TEST(PartNumbers, OfAnUnverifiedPartHaveNoSource) {
  for (const PartNumber& number : numbers_of(builtin_catalog().find("itla"))) {
    EXPECT_TRUE(number.is_unsourced) << number.key;
  }
}

}  // namespace
}  // namespace fiberloom::hal
