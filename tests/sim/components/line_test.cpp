#include <gtest/gtest.h>

#include <cstdint>
#include <fiberloom/sim/components/chirped_grating.hpp>
#include <fiberloom/sim/components/fiber_spool.hpp>
#include <fiberloom/sim/components/linear_element.hpp>
#include <fiberloom/sim/components/optical_amplifier.hpp>
#include <fiberloom/sim/components/optical_filter.hpp>
#include <fiberloom/sim/components/semiconductor_optical_amplifier.hpp>
#include <fiberloom/sim/components/spliced_connection.hpp>
#include <fiberloom/sim/components/variable_attenuator.hpp>
#include <fiberloom/sim/drift/room_temperature.hpp>
#include <thread>
#include <vector>

#include "line_light.hpp"

// Everything between transmitter and receiver in one line.
namespace fiberloom::sim {
namespace {

NoiseOrigin of(std::uint64_t seed, const char* component) {
  return {.seed = seed, .stream = component_stream(component, "all")};
}

constexpr OpticalAmplifierParameters amplifier{.noise_figure = {.at_maximum_gain_db = 5.0},
                                               .gain_drift_db = {0.02, 3600.0}};
constexpr SplicedConnectionParameters connector{.mean_offset_loss_db = 0.15,
                                                .drift_db = {0.01, 900.0}};
constexpr FiberSpoolParameters nonlinear{.length_m = 507.0,
                                         .attenuation_db_per_km = 0.9,
                                         .end_loss_db = 0.27,
                                         .dispersion_ps_per_nm_km = 0.05,
                                         .slope_ps_per_nm2_km = 0.017,
                                         .gamma_per_w_km = 11.3,
                                         .delay_drift_ps_per_km_k = 35.0,
                                         .polarization_walk_rad_per_sqrt_s = 0.02};
constexpr ChirpedGratingParameters grating{
    .dispersion_ps_per_nm = 340.0, .delay_ripple_ps = 10.0, .band = {.insertion_loss_db = 3.7}};
constexpr SemiconductorOpticalAmplifierParameters semiconductor{.small_signal_gain_db = 12.0,
                                                                .carrier_lifetime_s = 100e-12,
                                                                .saturation_energy_j = 2e-12,
                                                                .noise_figure_db = 8.0};
constexpr OpticalFilterParameters filter{.bandwidth_hz = 80e9};
constexpr RoomTemperatureParameters room{.daily_swing_k = 1.0, .wander = {0.3, 1200.0}};

class Line {
 public:
  explicit Line(std::uint64_t seed)
      : band_(test::line_band(512)),
        room_(room, of(seed, "room")),
        amplifier_(amplifier, of(seed, "edfa")),
        connector_(connector, of(seed, "joint")),
        nonlinear_(nonlinear, of(seed, "hnlf")),
        grating_(grating, GratingPort::forward, of(seed, "grating")),
        filter_(filter),
        semiconductor_(semiconductor, of(seed, "soa")) {}

  [[nodiscard]] Light shot(std::int64_t number) const {
    const double time_s = 0.5 * static_cast<double>(number);
    const Moment moment{.time_s = time_s, .temperature_k = room_.at(time_s), .shot = number};
    Light light = test::noise_light(512, 20e9, 1e-3);
    amplifier_.pass(light, ConstantGain{20.0}, 1e-3, moment);
    connector_.pass(light, 3, moment);
    nonlinear_.pass(light, band_, moment);
    pass_linear(light, band_, moment, grating_, filter_);
    semiconductor_.pass(light, moment);
    return light;
  }

 private:
  OpticalBand band_;
  RoomTemperature room_;
  OpticalAmplifier amplifier_;
  SplicedConnection connector_;
  FiberSpool nonlinear_;
  ChirpedGrating grating_;
  OpticalFilter filter_;
  SemiconductorOpticalAmplifier semiconductor_;
};

constexpr std::int64_t num_shots = 8;

TEST(Line, GivesTheSameBitsInWhateverOrderAndOnWhateverThread) {
  const Line line(77);
  std::vector<Light> forward;
  for (std::int64_t number = 0; number < num_shots; ++number) {
    forward.push_back(line.shot(number));
  }
  std::vector<Light> threaded(num_shots);
  {
    std::vector<std::jthread> threads;
    for (std::int64_t number = num_shots - 1; number >= 0; --number) {
      threads.emplace_back([&threaded, &line, number] {
        threaded[static_cast<std::size_t>(number)] = line.shot(number);
      });
    }
  }
  const Line same(77);
  for (std::int64_t number = num_shots - 1; number >= 0; --number) {
    const Light& expected = forward[static_cast<std::size_t>(number)];
    const Light again = same.shot(number);
    EXPECT_EQ(again.field, expected.field);
    EXPECT_EQ(again.polarization, expected.polarization);
    EXPECT_EQ(again.orthogonal_noise, expected.orthogonal_noise);
    EXPECT_EQ(threaded[static_cast<std::size_t>(number)].field, expected.field);
  }
}

TEST(Line, IsAnotherOneForAnotherSeedAndAnotherShot) {
  const Line line(77);
  EXPECT_NE(line.shot(1).field, line.shot(2).field);
  EXPECT_NE(line.shot(1).field, Line(78).shot(1).field);
}

}  // namespace
}  // namespace fiberloom::sim
