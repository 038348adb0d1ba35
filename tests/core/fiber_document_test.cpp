#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fiberloom/core/document.hpp>
#include <fiberloom/core/fiber/fiber_document.hpp>
#include <fiberloom/core/fiber/fiber_run.hpp>
#include <string>

#include "expect_error.hpp"
#include "fiber_light.hpp"

namespace fiberloom::core {
namespace {

FiberDocument parsed(const std::string& members) {
  return parse_document<FiberDocument>("{\"schema\": \"fiberloom.fiber/1\", " + members + "}",
                                       "spec.json");
}

const std::string grid = R"("grid": {"samples": 64, "time_step_ps": 0.5})";
const std::string grid_1550 =
    R"("grid": {"samples": 64, "time_step_ps": 0.5, "center_wavelength_nm": 1550})";

void expect_mistakes(const std::string& members, const std::vector<std::string>& words) {
  test::expect_error<InvalidDocument>("document.invalid", words, [&] { (void)parsed(members); });
}

TEST(FiberDocument, ConvertsEveryUnitToSi) {
  const FiberDocument document = parsed(grid_1550 + R"(, "length_km": 1.5,
    "attenuation_db_per_km": 0.2, "beta2_ps2_per_km": -21.7, "beta3_ps3_per_m": 8e-5,
    "beta10_ps10_per_m": -1.7e-24, "gamma_per_w_km": 1.3, "self_steepening": true)");
  const Fiber fiber = document.fiber();
  EXPECT_DOUBLE_EQ(fiber.length_m, 1500.0);
  EXPECT_NEAR(fiber.attenuation_per_m, 0.0460517e-3, 1e-10);
  ASSERT_EQ(fiber.betas.size(), 9U);
  EXPECT_NEAR(fiber.betas[0] / -21.7e-27, 1.0, 1e-14);
  EXPECT_NEAR(fiber.betas[1] / 8e-41, 1.0, 1e-14);
  EXPECT_EQ(fiber.betas[2], 0.0);
  EXPECT_NEAR(fiber.betas[8] / -1.7e-144, 1.0, 1e-13);
  EXPECT_DOUBLE_EQ(fiber.gamma_per_w_m, 1.3e-3);
  EXPECT_DOUBLE_EQ(fiber.center_wavelength_m, 1550e-9);
  EXPECT_TRUE(fiber.self_steepening);
  EXPECT_FALSE(fiber.raman);
  EXPECT_EQ(document.time_grid(), TimeGrid(64, 0.5e-12));
  EXPECT_EQ(document.solver.method, FiberMethod::rk4ip);
}

TEST(FiberDocument, TakesTheOtherUnitsToo) {
  const Fiber fiber = parsed(grid + R"(, "length_m": 2, "attenuation_db_per_m": 0.5,
    "gamma_per_w_m": 0.11, "beta2_ps2_per_m": -0.01183)")
                          .fiber();
  EXPECT_DOUBLE_EQ(fiber.length_m, 2.0);
  EXPECT_NEAR(fiber.attenuation_per_m, 0.115129, 1e-6);
  EXPECT_DOUBLE_EQ(fiber.gamma_per_w_m, 0.11);
  ASSERT_EQ(fiber.betas.size(), 1U);
  EXPECT_NEAR(fiber.betas[0] / -0.01183e-24, 1.0, 1e-14);
}

// D 17 ps/nm/km and S 0.06 ps/nm^2/km at 1550 nm: -21.68 ps^2/km and 0.1333 ps^3/km.
TEST(FiberDocument, TakesADispersionParameterAndItsSlope) {
  const Fiber fiber = parsed(grid_1550 + R"(, "length_m": 1, "dispersion_ps_per_nm_km": 17,
    "slope_ps_per_nm2_km": 0.06)")
                          .fiber();
  ASSERT_EQ(fiber.betas.size(), 2U);
  EXPECT_NEAR(fiber.betas[0] * 1e27, -21.68, 5e-3);
  EXPECT_NEAR(fiber.betas[1] * 1e39, 0.1333, 5e-5);
  const Fiber flat =
      parsed(grid_1550 + R"(, "length_m": 1, "dispersion_ps_per_nm_km": 17)").fiber();
  EXPECT_EQ(flat.betas.size(), 1U);
}

TEST(FiberDocument, FillsARamanResponseFromItsModel) {
  const auto response = [](const std::string& raman) {
    return *parsed(grid + ", \"length_m\": 1, \"raman\": " + raman).fiber().raman;
  };
  EXPECT_EQ(response("{}"), RamanResponse{});
  EXPECT_EQ(response(R"({"model": "lin_agrawal"})"), RamanResponse::of(RamanModel::lin_agrawal));
  EXPECT_EQ(response(R"({"model": "hollenbeck_cantrell", "fraction": 0.25})").fraction, 0.25);
  const RamanResponse free = response(R"({"model": "blow_wood", "tau1_fs": 10, "tau2_fs": 30})");
  EXPECT_DOUBLE_EQ(free.tau1_s, 10e-15);
  EXPECT_DOUBLE_EQ(free.tau2_s, 30e-15);
}

TEST(FiberDocument, RefusesWhatIsGivenTwice) {
  const std::string fiber = grid_1550 + R"(, "length_m": 1)";
  expect_mistakes(fiber + R"(, "length_km": 1)", {"#/length_km", "length_m"});
  expect_mistakes(fiber + R"(, "beta2_ps2_per_km": 1, "beta2_ps2_per_m": 1)",
                  {"#/beta2_ps2_per_m"});
  expect_mistakes(fiber + R"(, "beta2_ps2_per_km": 1, "dispersion_ps_per_nm_km": 1)",
                  {"#/dispersion_ps_per_nm_km", "beta2"});
  expect_mistakes(fiber + R"(, "beta3_ps3_per_km": 1, "dispersion_ps_per_nm_km": 1,
                  "slope_ps_per_nm2_km": 1)",
                  {"#/slope_ps_per_nm2_km", "beta3"});
  expect_mistakes(fiber + R"(, "gamma_per_w_km": 1, "gamma_per_w_m": 1)", {"#/gamma_per_w_m"});
  expect_mistakes(fiber + R"(, "attenuation_db_per_km": 1, "attenuation_db_per_m": 1)",
                  {"#/attenuation_db_per_m"});
}

TEST(FiberDocument, RefusesWhatIsMissing) {
  expect_mistakes(R"("length_m": 1)", {"#/grid", "missing"});
  expect_mistakes(grid, {"#/length_m", "length_km"});
  expect_mistakes(grid + R"(, "length_m": 1, "dispersion_ps_per_nm_km": 1)",
                  {"#/dispersion_ps_per_nm_km", "center_wavelength_nm"});
  expect_mistakes(grid_1550 + R"(, "length_m": 1, "slope_ps_per_nm2_km": 1)",
                  {"#/slope_ps_per_nm2_km", "dispersion_ps_per_nm_km"});
  expect_mistakes(grid + R"(, "length_m": 1, "self_steepening": true)",
                  {"#/self_steepening", "center_wavelength_nm"});
  expect_mistakes(grid + R"(, "length_m": 1, "solver": {"method": "split_step"})",
                  {"#/solver/steps", "missing"});
}

TEST(FiberDocument, RefusesSettingsOfTheOtherMethodOrModel) {
  const std::string fiber = grid + R"(, "length_m": 1, )";
  expect_mistakes(fiber + R"("solver": {"method": "rk4ip", "steps": 5})", {"#/solver/steps"});
  expect_mistakes(fiber + R"("solver": {"steps": 5})", {"#/solver/steps"});
  expect_mistakes(
      fiber + R"("solver": {"method": "split_step", "steps": 5, "relative_tolerance": 1e-6})",
      {"#/solver/relative_tolerance"});
  expect_mistakes(fiber + R"("solver": {"method": "euler"})", {"#/solver/method", "rk4ip"});
  expect_mistakes(fiber + R"("raman": {"model": "stolen"})", {"#/raman/model", "blow_wood"});
  expect_mistakes(fiber + R"("raman": {"model": "lin_agrawal", "tau1_fs": 12})",
                  {"#/raman/tau1_fs", "blow_wood"});
}

TEST(FiberDocument, RefusesNumbersOutOfRangeAndUnknownKeysAllAtOnce) {
  expect_mistakes(R"("grid": {"samples": 1, "time_step_ps": 0, "centre_wavelength_nm": 1550},
    "length_m": -3, "attenuation_db_per_km": -0.2, "beta2_ps_per_km": 3, "gamma_per_w_km": "1",
    "raman": {"fraction": 2}, "solver": {"relative_tolerance": 0})",
                  {"#/grid/samples", "#/grid/time_step_ps",
                   "#/grid/centre_wavelength_nm: unknown key", "center_wavelength_nm", "#/length_m",
                   "#/attenuation_db_per_km", "#/beta2_ps_per_km: unknown key", "#/gamma_per_w_km",
                   "#/raman/fraction", "#/solver/relative_tolerance"});
}

TEST(FiberRun, IsTheSameForAnyNumberOfThreads) {
  FiberDocument document = parsed(grid + R"(, "length_m": 300, "beta2_ps2_per_km": -20,
    "gamma_per_w_km": 2, "solver": {"relative_tolerance": 1e-8})");
  test::Random random(76);
  FieldBatch<double> input(5, 64);
  for (auto& value : input.values()) {
    value = random.complex_normal();
  }
  FieldBatch<double> first = input;
  WorkerPool one(1);
  const FiberRunReport report = run_fiber(document, first, one);
  ASSERT_EQ(report.rows.size(), 5U);
  EXPECT_GT(report.rows[4].steps, 0U);
  EXPECT_NEAR(report.rows[4].output_energy_j / report.rows[4].input_energy_j, 1.0, 1e-6);
  for (const std::size_t workers : {2U, 3U}) {
    FieldBatch<double> again = input;
    WorkerPool pool(workers);
    (void)run_fiber(document, again, pool);
    EXPECT_EQ(again, first) << workers;
  }
}

TEST(FiberRun, TellsProgressOfTheWholeBatch) {
  const FiberDocument document =
      parsed(grid + R"(, "length_m": 3, "solver": {"method": "split_step", "steps": 4})");
  FieldBatch<double> fields(3, 64);
  WorkerPool pool(2);
  double last = 0.0;
  std::size_t calls = 0;
  (void)run_fiber(document, fields, pool, {.progress = [&](double share) {
                    EXPECT_GE(share, last);
                    last = share;
                    ++calls;
                  }});
  EXPECT_DOUBLE_EQ(last, 1.0);
  EXPECT_EQ(calls, 12U);
}

TEST(FiberRun, WarnsOnceAboutAWindowThatIsTooSmall) {
  const FiberDocument document = parsed(R"("grid": {"samples": 64, "time_step_ps": 0.5},
    "length_m": 600, "beta2_ps2_per_km": -20)");
  const TimeGrid time_grid = document.time_grid();
  FieldBatch<double> fields(2, 64);
  for (std::size_t i = 0; i < 2; ++i) {
    std::ranges::copy(test::sampled(time_grid, [](double t) { return test::sech(t / 1e-12); }),
                      fields.row(i).begin());
  }
  WorkerPool pool(1);
  const FiberRunReport report = run_fiber(document, fields, pool);
  ASSERT_EQ(report.warnings.size(), 1U);
  EXPECT_EQ(report.warnings[0].code, "fiber.window");
}

TEST(FiberRun, RefusesFieldsOfAnotherLengthAndNoiseWithoutAWavelength) {
  const FiberDocument document = parsed(grid + R"(, "length_m": 3)");
  FieldBatch<double> fields(1, 32);
  WorkerPool pool(1);
  test::expect_error<InputError>("input.shape", {"32", "64"},
                                 [&] { (void)run_fiber(document, fields, pool); });
  fields = FieldBatch<double>(1, 64);
  test::expect_error<InputError>("input.domain", {"wavelength"}, [&] {
    (void)run_fiber(document, fields, pool, {.photon_noise_seed = 3});
  });
}

}  // namespace
}  // namespace fiberloom::core
