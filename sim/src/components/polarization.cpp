#include <cmath>
#include <cstdint>
#include <fiberloom/sim/components/linear_element.hpp>
#include <fiberloom/sim/components/polarization.hpp>
#include <numbers>

#include "drift/hashed_normal.hpp"

namespace fiberloom::sim {
namespace {

using Complex = std::complex<double>;

StokesVector random_axis(const NoiseOrigin& origin, std::int64_t section) {
  WhiteNoise noise(origin, section);
  const double height = 2.0 * noise.uniform() - 1.0;
  const double angle = 2.0 * std::numbers::pi * noise.uniform();
  const double radius = std::sqrt(1.0 - height * height);
  return {radius * std::cos(angle), radius * std::sin(angle), height};
}

}  // namespace

StokesVector stokes_vector(const JonesVector& state) {
  const Complex cross = std::conj(state[0]) * state[1];
  return {std::norm(state[0]) - std::norm(state[1]), 2.0 * cross.real(), 2.0 * cross.imag()};
}

JonesVector transformed(const JonesMatrix& matrix, const JonesVector& state) {
  return {matrix[0] * state[0] + matrix[1] * state[1], matrix[2] * state[0] + matrix[3] * state[1]};
}

JonesMatrix product(const JonesMatrix& second, const JonesMatrix& first) {
  return {second[0] * first[0] + second[1] * first[2], second[0] * first[1] + second[1] * first[3],
          second[2] * first[0] + second[3] * first[2], second[2] * first[1] + second[3] * first[3]};
}

JonesMatrix retarder(const StokesVector& axis, double angle_rad) {
  // exp(-i angle/2 axis.sigma), with sigma_1 = diag(1, -1): the order in which Stokes vectors count.
  const double cosine = std::cos(0.5 * angle_rad);
  const double sine = std::sin(0.5 * angle_rad);
  return {Complex(cosine, -sine * axis[0]), Complex(-sine * axis[2], -sine * axis[1]),
          Complex(sine * axis[2], -sine * axis[1]), Complex(cosine, sine * axis[0])};
}

void attenuate(Light& light, const PolarizationDependentLoss& loss) {
  if (loss.loss_db == 0.0) {
    return;
  }
  const StokesVector state = stokes_vector(light.polarization);
  const double cosine = state[0] * loss.axis[0] + state[1] * loss.axis[1] + state[2] * loss.axis[2];
  const double least = power_transmission_of(loss.loss_db);
  const double along = 0.5 * (1.0 + cosine);
  const double noise = light.orthogonal_noise.density_w_per_hz;
  attenuate(light, along + (1.0 - along) * least);
  light.orthogonal_noise.density_w_per_hz = noise * ((1.0 - along) + along * least);
}

double share_along(const JonesVector& axis, const JonesVector& state) {
  return std::norm(std::conj(axis[0]) * state[0] + std::conj(axis[1]) * state[1]);
}

PolarizationWalk::PolarizationWalk(double rad_per_sqrt_s, const NoiseOrigin& origin) {
  const RandomWalkParameters walk{.deviation_per_sqrt_s = rad_per_sqrt_s};
  if (rad_per_sqrt_s == 0.0) {
    return;
  }
  for (std::size_t section = 0; section < num_sections; ++section) {
    sections_.push_back({.axis = random_axis(origin, static_cast<std::int64_t>(section)),
                         .retardance = RandomWalk(walk, beside(origin, section))});
  }
}

JonesMatrix PolarizationWalk::at(double time_s) const {
  JonesMatrix matrix{1.0, 0.0, 0.0, 1.0};
  for (const Section& section : sections_) {
    matrix = product(retarder(section.axis, section.retardance.at(time_s)), matrix);
  }
  return matrix;
}

}  // namespace fiberloom::sim
