#include <cmath>
#include <fiberloom/core/electrical_ends.hpp>
#include <fiberloom/core/error.hpp>

namespace fiberloom::core {
namespace {

using Complex = std::complex<double>;

std::vector<Complex> transfer_of(const RollOff& roll_off, const TimeGrid& grid) {
  return roll_off.inverse_bandwidth == 0.0 ? std::vector<Complex>{}
                                           : roll_off_transfer(roll_off, grid);
}

template <class Factor>
void filter(const FftPlan<double>& plan, std::span<Complex> row, Factor factor) {
  plan.forward(row);
  for (std::size_t j = 0; j < row.size(); ++j) {
    row[j] *= factor(j);
  }
  plan.inverse(row);
}

}  // namespace

EndFilters::EndFilters(const ElectricalEnds& ends, const TimeGrid& grid)
    : plan_(grid.size()),
      full_scale_(ends.full_scale),
      transmitter_(transfer_of(ends.transmitter, grid)),
      receiver_(transfer_of(ends.receiver, grid)) {
  if (full_scale_ && !(std::isfinite(*full_scale_) && *full_scale_ > 0.0)) {
    throw InputError("input.ends", "electrical ends: the full scale must be positive and finite");
  }
}

void EndFilters::transmit(std::span<Complex> row) const {
  for (std::size_t j = 0; full_scale_ && j < row.size(); ++j) {
    const double magnitude = std::abs(row[j]);
    if (magnitude > *full_scale_) {
      row[j] *= *full_scale_ / magnitude;
    }
  }
  if (!transmitter_.empty()) {
    filter(plan_, row, [this](std::size_t j) { return transmitter_[j]; });
  }
}

// A clipped value moves along its circle alone.
void EndFilters::transmit_vjp(std::span<const Complex> waveform,
                              std::span<Complex> cotangent) const {
  if (!transmitter_.empty()) {
    filter(plan_, cotangent, [this](std::size_t j) { return std::conj(transmitter_[j]); });
  }
  for (std::size_t j = 0; full_scale_ && j < waveform.size(); ++j) {
    const double magnitude = std::abs(waveform[j]);
    if (magnitude > *full_scale_) {
      const Complex direction = waveform[j] / magnitude;
      const double along = (std::conj(direction) * cotangent[j]).real();
      cotangent[j] = *full_scale_ / magnitude * (cotangent[j] - along * direction);
    }
  }
}

void EndFilters::receive(std::span<Complex> intensity) const {
  if (!receiver_.empty()) {
    filter(plan_, intensity, [this](std::size_t j) { return receiver_[j]; });
  }
}

void EndFilters::receive_vjp(std::span<Complex> cotangent) const {
  if (!receiver_.empty()) {
    filter(plan_, cotangent, [this](std::size_t j) { return std::conj(receiver_[j]); });
  }
}

}  // namespace fiberloom::core
