#include "transmitter_probes.hpp"

#include <algorithm>
#include <cmath>

#include "fixed_noise.hpp"
#include "light_slope.hpp"

namespace fiberloom::hal {
namespace {

using Complex = std::complex<double>;
using Fields = core::FieldBatch<double>;

constexpr Complex imaginary(0.0, 1.0);

class TransmitterProbes {
 public:
  TransmitterProbes(const ProbedModel& probed, const Fields& frames,
                    const TransmittedLight& transmitter)
      : probed_(probed),
        frames_(frames),
        transmitter_(transmitter),
        light_(probed.twin.light_at(0)) {}

  [[nodiscard]] TransmitterSensitivity run() const {
    TransmitterSensitivity result;
    result.clipping = of_samples([this](Complex u) { return clipped(u) - u; });
    result.leakage = of_light([this](Complex u) { return leaking(u) - u; });
    result.light_level = of_light([](Complex u) { return u; });
    result.imbalance = of_light([](Complex u) { return -std::conj(u); });
    result.quadrature_error = of_light([](Complex u) { return Complex(-u.imag(), 0.0); });
    result.quadrature_delay = late_quadrature();
    result.in_phase_carrier = of_light([](Complex) { return Complex(1.0); });
    result.quadrature_carrier = of_light([](Complex) { return imaginary; });
    result.sample_noise = sample_noise();
    result.clock_jitter = clock_jitter();
    result.intensity_noise = intensity_noise();
    result.phase_noise = phase_noise();
    return result;
  }

 private:
  [[nodiscard]] Fields at_detector(Fields change) const {
    return probed_.twin.change_of_light(0, std::move(change));
  }

  template <class Change>
  [[nodiscard]] Response of_samples(const Change& change) const {
    Fields samples = frames_;
    std::ranges::transform(samples.values(), samples.values().begin(), change);
    return probed_.meter.response(at_detector(transmitter_.light_of(samples)));
  }

  template <class Change>
  [[nodiscard]] Response of_light(const Change& change) const {
    Fields light = light_;
    std::ranges::transform(light.values(), light.values().begin(), change);
    return probed_.meter.response(at_detector(std::move(light)));
  }

  [[nodiscard]] Complex clipped(Complex u) const {
    const double range = probed_.optics.full_scale;
    return range > 0.0
               ? Complex(std::clamp(u.real(), -range, range), std::clamp(u.imag(), -range, range))
               : u;
  }

  // Two children, each leaning so far from its null that both leakages together are dark without drive.
  [[nodiscard]] Complex leaking(Complex u) const {
    const double range = probed_.optics.full_scale;
    const double leakage = probed_.optics.modulator_leakage;
    if (leakage == 0.0 || range == 0.0) {
      return u;
    }
    const double lean = std::atan(leakage);
    const auto child = [&](double part, double bias) {
      const double angle = std::asin(std::clamp(part / range, -1.0, 1.0)) + bias;
      return Complex(std::sin(angle), -leakage * std::cos(angle));
    };
    return range * (child(u.real(), -lean) + imaginary * child(u.imag(), lean));
  }

  [[nodiscard]] double points_per_sample() const {
    return static_cast<double>(probed_.points_per_sample);
  }

  [[nodiscard]] Response late_quadrature() const {
    Fields light = light_;
    for (Complex& value : light.values()) {
      value = value.imag();
    }
    light = slope_of(std::move(light),
                     points_per_sample() * static_cast<double>(probed_.optics.glass_points));
    for (Complex& value : light.values()) {
      value *= -imaginary;
    }
    return probed_.meter.response(at_detector(std::move(light)));
  }

  [[nodiscard]] ErrorPower sample_noise() const {
    return probed_.meter.power(at_detector(transmitter_.light_of(noise_probe(frames_))));
  }

  [[nodiscard]] ErrorPower clock_jitter() const {
    FixedNoise noise(2);
    Fields samples = slope_of(frames_, points_per_sample());
    for (Complex& value : samples.values()) {
      value *= noise.normal();
    }
    return probed_.meter.power(at_detector(transmitter_.light_of(samples)));
  }

  [[nodiscard]] ErrorPower intensity_noise() const {
    FixedNoise noise(3);
    Fields light = light_;
    for (Complex& value : light.values()) {
      value *= noise.normal();
    }
    return probed_.meter.power(at_detector(std::move(light)));
  }

  // A frame repeats, so the walk of the phase is bridged over it.
  [[nodiscard]] ErrorPower phase_noise() const {
    FixedNoise noise(4);
    const double step =
        std::sqrt(1.0 / (points_per_sample() * static_cast<double>(probed_.optics.glass_points)));
    Fields light = light_;
    std::vector<double> walk(light.samples());
    for (std::size_t i = 0; i < light.batch(); ++i) {
      double phase = 0.0;
      for (double& here : walk) {
        here = phase;
        phase += step * noise.normal();
      }
      for (std::size_t j = 0; j < walk.size(); ++j) {
        const double bridge = phase * static_cast<double>(j) / static_cast<double>(walk.size());
        light.row(i)[j] *= imaginary * (walk[j] - bridge);
      }
    }
    return probed_.meter.power(at_detector(std::move(light)));
  }

  const ProbedModel& probed_;
  const Fields& frames_;
  const TransmittedLight& transmitter_;
  const Fields& light_;
};

}  // namespace

Fields noise_probe(const Fields& frames) {
  FixedNoise noise(1);
  Fields samples(frames.batch(), frames.samples());
  for (Complex& value : samples.values()) {
    value = noise.complex_normal();
  }
  return samples;
}

TransmitterSensitivity transmitter_sensitivity(const ProbedModel& probed, const Fields& frames,
                                               const TransmittedLight& transmitter) {
  return TransmitterProbes(probed, frames, transmitter).run();
}

}  // namespace fiberloom::hal
