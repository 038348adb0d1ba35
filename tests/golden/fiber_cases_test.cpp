#include <gtest/gtest.h>

#include <cmath>
#include <fiberloom/core/fft_plan.hpp>
#include <fiberloom/core/field_batch.hpp>
#include <fiberloom/core/npy.hpp>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <numbers>
#include <ostream>
#include <string>
#include <vector>

#include "reference_case.hpp"

// Results of independent programs and closed forms (tests/reference/cases/README.md) against what `fiberloom fiber`
// writes, for specs that are made of nothing but the numbers of the case.
namespace fiberloom {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using test::Numbers;
using test::quoted;

std::vector<std::string> fiber_cases() {
  return test::cases_of_kind([](const std::string& kind) { return kind == "fiber"; });
}

json spec_of(const json& parameters) {
  json spec{{"schema", "fiberloom.fiber/1"}};
  for (const char* key : {"samples", "time_step_ps", "center_wavelength_nm"}) {
    if (parameters.contains(key)) {
      spec["grid"][key] = parameters.at(key);
    }
  }
  for (const auto& [key, value] : parameters.items()) {
    if (key.starts_with("beta") || key.starts_with("gamma") || key == "length_m" ||
        key == "length_km" || key == "self_steepening") {
      spec[key] = value;
    }
  }
  spec["attenuation_db_per_km"] = parameters.at("alpha_db_per_km");
  if (parameters.contains("raman_fraction")) {
    spec["raman"] = {{"model", "blow_wood"},
                     {"fraction", parameters.at("raman_fraction")},
                     {"tau1_fs", parameters.at("raman_tau1_fs")},
                     {"tau2_fs", parameters.at("raman_tau2_fs")}};
  }
  return spec;
}

Numbers output_of(const json& spec, const fs::path& input, const test::ScratchFolder& scratch) {
  std::ofstream(scratch / "spec.json") << spec;
  test::run_program("fiber " + quoted(scratch / "spec.json") + " --input " + quoted(input) +
                    " --output " + quoted(scratch / "output.npy"));
  if (testing::Test::HasFatalFailure()) {
    return {};
  }
  const core::NpyArray array = core::read_npy(scratch / "output.npy");
  EXPECT_EQ(array.type, core::NpyType::complex128);
  EXPECT_EQ(array.shape, core::read_npy(input).shape);
  return array.complex;
}

// Power in the component exp(-i Om t), W; `bin` counts Om in steps of the grid.
double power_at(const Numbers& field, std::ptrdiff_t bin) {
  core::FieldBatch<double> spectrum(1, field.size());
  std::ranges::copy(field, spectrum.row(0).begin());
  core::FftPlan<double>(field.size()).forward(spectrum.row(0));
  const auto size = static_cast<std::ptrdiff_t>(field.size());
  const auto index = static_cast<std::size_t>(((-bin) % size + size) % size);
  return std::norm(spectrum.row(0)[index]) / static_cast<double>(size * size);
}

// The smallest distance to the arrays that a check names.
double distance_to(const fs::path& folder, const json& check, const Numbers& found) {
  const json files = check.contains("expected_any") ? check.at("expected_any")
                                                    : json::array({check.at("expected")});
  double smallest = std::numeric_limits<double>::infinity();
  for (const json& file : files) {
    const Numbers reference = test::numbers_of(core::read_npy(folder / file.get<std::string>()));
    EXPECT_EQ(found.size(), reference.size());
    smallest = std::min(smallest, test::distance(found, reference, check.at("metric")));
  }
  return smallest;
}

void expect_agreement(const std::string& name, const json& solver) {
  const fs::path folder = test::cases_folder() / name;
  const json description = test::description_of(folder);
  json spec = spec_of(description.at("parameters"));
  if (!solver.empty()) {
    spec["solver"] = solver;
  }
  const test::ScratchFolder scratch(name);
  for (const json& check : description.at("checks")) {
    const std::string file = check.value("expected", "output.npy");
    if (file == "fwm_products.npy" || file == "mi_gain.npy") {
      continue;  // tests of their own
    }
    json this_spec = spec;
    if (file == "snapshot.npy") {
      this_spec["length_km"] = description.at("parameters").at("snapshot_length_km");
    }
    const Numbers found = output_of(this_spec, folder / "input.npy", scratch);
    ASSERT_FALSE(testing::Test::HasFatalFailure());
    const double error = distance_to(folder, check, found);
    EXPECT_LE(error, check.at("tolerance").get<double>()) << file;
    testing::Test::RecordProperty(file, std::to_string(error));
  }
}

class FiberCases : public testing::TestWithParam<std::string> {};

TEST_P(FiberCases, TheProgramAgreesWithIndependentOnes) {
  // The default tolerance serves every case; the supercontinuum's own limit allows a looser, quicker one.
  const json solver =
      GetParam() == "fiber.supercontinuum" ? json{{"relative_tolerance", 1e-6}} : json::object();
  expect_agreement(GetParam(), solver);
}

INSTANTIATE_TEST_SUITE_P(All, FiberCases, testing::ValuesIn(fiber_cases()),
                         [](const auto& instance) { return test::test_name(instance.param); });

TEST(FiberCases, NoneWentMissing) { EXPECT_EQ(fiber_cases().size(), 10U); }

struct SplitCase {
  std::string name;
  int steps;
};

void PrintTo(const SplitCase& value, std::ostream* stream) { *stream << value.name; }

class SplitStepCases : public testing::TestWithParam<SplitCase> {};

TEST_P(SplitStepCases, TheProgramAgreesWithIndependentOnes) {
  expect_agreement(GetParam().name, {{"method", "split_step"}, {"steps", GetParam().steps}});
}

INSTANTIATE_TEST_SUITE_P(All, SplitStepCases,
                         testing::Values(SplitCase{"fiber.gaussian_chirp_beta2", 1},
                                         SplitCase{"fiber.gaussian_chirp_beta3", 3},
                                         SplitCase{"fiber.gaussian_normal_kerr_loss", 4000},
                                         SplitCase{"fiber.spm_loss", 4000},
                                         SplitCase{"fiber.fwm_two_channel", 2000},
                                         SplitCase{"fiber.modulation_instability", 1000},
                                         SplitCase{"fiber.soliton_n1_5periods", 10000},
                                         SplitCase{"fiber.raman_soliton_shift", 8000}),
                         [](const auto& instance) { return test::test_name(instance.param.name); });

TEST(FourWaveMixing, ProductsHaveTheReferencePowers) {
  const fs::path folder = test::cases_folder() / "fiber.fwm_two_channel";
  const json parameters = test::description_of(folder).at("parameters");
  const test::ScratchFolder scratch("products");
  const Numbers output = output_of(spec_of(parameters), folder / "input.npy", scratch);
  ASSERT_FALSE(output.empty());
  const core::NpyArray table = core::read_npy(folder / "fwm_products.npy");
  for (std::size_t row = 0; row < table.shape[0]; ++row) {
    const double offset_thz = table.real[4 * row];
    const double power_w = table.real[4 * row + 1];
    const auto bin = std::lround(offset_thz * parameters.at("time_window_ps").get<double>());
    EXPECT_NEAR(power_at(output, bin), power_w, 1e-5 * power_w) << offset_thz << " THz";
  }
}

// The table's offsets lie on no common grid: each has one of its own, of four periods. A seed of 1e-5 depletes the pump
// by less than 1e-7.
TEST(ModulationInstability, GrowsAsLinearTheorySaysInsideAndOutsideTheBand) {
  constexpr std::size_t samples = 64;
  constexpr int periods = 4;
  constexpr double seed = 1e-5;
  const fs::path folder = test::cases_folder() / "fiber.modulation_instability";
  const json parameters = test::description_of(folder).at("parameters");
  const double pump = parameters.at("pump_power_w");
  const double phase = parameters.at("gamma_per_w_km").get<double>() * pump *
                       parameters.at("length_km").get<double>();
  const core::NpyArray table = core::read_npy(folder / "mi_gain.npy");
  const test::ScratchFolder scratch("instability");
  json spec = spec_of(parameters);
  spec["solver"] = {{"relative_tolerance", 1e-10}};
  for (std::size_t row = 0; row < table.shape[0]; ++row) {
    const double offset = table.real[4 * row];
    const double step = 2.0 * std::numbers::pi * periods / (offset * samples);
    spec["grid"] = {{"samples", samples}, {"time_step_ps", step}};
    core::FieldBatch<double> input(1, samples);
    for (std::size_t j = 0; j < samples; ++j) {
      const double time = (static_cast<double>(j) - samples / 2.0) * step;
      input.row(0)[j] = std::sqrt(pump) * (1.0 + seed * std::polar(1.0, -offset * time));
    }
    core::write_npy_row(scratch / "input.npy", input.row(0));
    const Numbers output = output_of(spec, scratch / "input.npy", scratch);
    ASSERT_FALSE(output.empty());
    const double launched = pump * seed * seed;
    const double signal = power_at(output, periods) / launched;
    const double idler = power_at(output, -periods) / launched;
    EXPECT_NEAR(signal, table.real[4 * row + 2], 1e-6 * table.real[4 * row + 2]) << offset;
    EXPECT_NEAR(idler, table.real[4 * row + 3], 1e-6 * table.real[4 * row + 3]) << offset;
    // The idler is (phase sinh(x)/x)^2 with 2 x the gain over the fibre: the table's second column.
    const double x = table.real[4 * row + 1] * parameters.at("length_km").get<double>() / 2.0;
    if (x > 1e-3) {
      EXPECT_NEAR(std::sqrt(idler), phase * std::sinh(x) / x, 1e-6 * std::sqrt(idler)) << offset;
    }
  }
}

}  // namespace
}  // namespace fiberloom
