#include "record_fiber_fft.hpp"

#include <bit>
#include <cassert>
#include <cmath>
#include <numbers>

#include "simd/short_transform.hpp"

namespace fiberloom::core {
namespace {

using Complex = std::complex<double>;

constexpr std::size_t smallest_size = 256;
constexpr std::size_t largest_size = std::size_t{1} << 18;
constexpr std::size_t fewest_lanes = 4;  // FFTW has passes of two lanes of its own, and better ones

double* numbers(Complex* values) { return reinterpret_cast<double*>(values); }
const double* numbers(const Complex* values) { return reinterpret_cast<const double*>(values); }

// One number into lane `lane` of the vector of complex numbers at `vector`.
void put(AlignedVector<double>& vectors, std::size_t vector, std::size_t lanes, std::size_t lane,
         Complex value) {
  vectors[2 * vector * lanes + lane] = value.real();
  vectors[(2 * vector + 1) * lanes + lane] = value.imag();
}

}  // namespace

bool RecordFiberFft::takes(std::size_t size) {
  return std::has_single_bit(size) && size >= smallest_size && size <= largest_size &&
         record_kernels().lanes >= fewest_lanes;
}

RecordFiberFft::RecordFiberFft(std::size_t size) : kernels_(record_kernels()) {
  const auto exponent = static_cast<unsigned>(std::countr_zero(size));
  geometry_.rows = std::size_t{1} << ((exponent + 1) / 2);
  geometry_.columns = size / geometry_.rows;
  row_roots_ = short_transform_roots<double>(geometry_.columns);
  column_roots_ = short_transform_roots<double>(geometry_.rows);
  places_.resize(geometry_.rows);
  for (std::size_t place = 0; place < geometry_.rows; ++place) {
    places_[frequency_at(place, geometry_.rows)] = place;
  }
  fill_twiddles();
  geometry_.row_roots = row_roots_.data();
  geometry_.column_roots = column_roots_.data();
  geometry_.twiddles = twiddles_.data();
  geometry_.half_twiddles = half_twiddles_.data();
  geometry_.places = places_.data();
}

void RecordFiberFft::fill_twiddles() {
  const std::size_t lanes = kernels_.lanes;
  twiddles_.resize(2 * size());
  half_twiddles_.resize(2 * half_size());
  const auto root = [this](std::size_t turns) {
    const double angle =
        2.0 * std::numbers::pi * static_cast<double>(turns % size()) / static_cast<double>(size());
    return Complex(std::cos(angle), -std::sin(angle));
  };
  for (std::size_t row = 0; row < geometry_.rows; ++row) {
    const std::size_t first = row / lanes * geometry_.columns;
    for (std::size_t column = 0; column < geometry_.columns; ++column) {
      const Complex factor = root(column * frequency_at(row, geometry_.rows));
      put(twiddles_, first + column, lanes, row % lanes, factor);
      if (row <= geometry_.rows / 2) {
        put(half_twiddles_, first + column, lanes, row % lanes, root(column * row));
      }
    }
  }
}

std::size_t RecordFiberFft::size() const noexcept { return geometry_.rows * geometry_.columns; }

std::size_t RecordFiberFft::half_size() const noexcept {
  return (geometry_.rows / 2 + kernels_.lanes) * geometry_.columns;
}

FiberFft::Workspace RecordFiberFft::make_workspace() const {
  return {.field = AlignedVector<Complex>(size()),
          .intensity = AlignedVector<double>(size()),
          .half_spectrum = AlignedVector<Complex>(half_size())};
}

std::vector<double> RecordFiberFft::arranged(std::span<const double> values) const {
  const std::size_t lanes = kernels_.lanes;
  std::vector<double> result(values.size());
  for (std::size_t row = 0; row < geometry_.rows; ++row) {
    for (std::size_t place = 0; place < geometry_.columns; ++place) {
      const std::size_t bin = frequency_at(row, geometry_.rows) +
                              geometry_.rows * frequency_at(place, geometry_.columns);
      result[(row / lanes * geometry_.columns + place) * lanes + row % lanes] = values[bin];
    }
  }
  return result;
}

// Half of the response: the columns of a half spectrum come doubled.
AlignedVector<Complex> RecordFiberFft::arranged_response(std::span<const Complex> response) const {
  const std::size_t lanes = kernels_.lanes;
  AlignedVector<double> parts(2 * half_size());
  for (std::size_t row = 0; row <= geometry_.rows / 2; ++row) {
    for (std::size_t place = 0; place < geometry_.columns; ++place) {
      const std::size_t bin = row + geometry_.rows * frequency_at(place, geometry_.columns);
      Complex value = bin <= size() / 2 ? response[bin] : std::conj(response[size() - bin]);
      if (bin == size() / 2) {
        value = value.real();  // a real filter has no phase there
      }
      put(parts, row / lanes * geometry_.columns + place, lanes, row % lanes, 0.5 * value);
    }
  }
  AlignedVector<Complex> result(half_size());
  for (std::size_t i = 0; i < result.size(); ++i) {
    result[i] = {parts[2 * i], parts[2 * i + 1]};
  }
  return result;
}

void RecordFiberFft::to_spectrum(std::span<Complex> field, std::span<Complex> spectrum) const {
  assert(field.size() == size() && spectrum.size() == size());
  kernels_.columns_forward(geometry_, numbers(field.data()));
  kernels_.rows_forward(geometry_, numbers(field.data()), numbers(spectrum.data()));
}

void RecordFiberFft::to_field(std::span<const Complex> spectrum, std::span<Complex> field) const {
  assert(field.size() == size() && spectrum.size() == size());
  kernels_.rows_inverse(geometry_, numbers(spectrum.data()), numbers(field.data()));
  kernels_.columns_inverse(geometry_, numbers(field.data()));
}

void RecordFiberFft::filter(std::span<const Complex> response, double sign,
                            Workspace& workspace) const {
  double* half = numbers(workspace.half_spectrum.data());
  kernels_.real_columns_forward(geometry_, workspace.intensity.data(), half);
  kernels_.rows_filter(geometry_, half, numbers(response.data()), sign);
  kernels_.real_columns_inverse(geometry_, half, workspace.intensity.data());
}

void RecordFiberFft::through_kerr(std::span<const Complex> spectrum, const Kerr& kerr,
                                  std::span<Complex> result, Workspace& workspace) const {
  double* matrix = numbers(workspace.field.data());
  kernels_.rows_inverse(geometry_, numbers(spectrum.data()), matrix);
  double sums[2] = {};
  const KerrPass pass{.rotates = kerr.rotates,
                      .phase_per_watt = kerr.phase_per_watt,
                      .tape = kerr.tape.empty() ? nullptr : numbers(kerr.tape.data()),
                      .power_sums = kerr.sums == nullptr ? nullptr : sums};
  if (kerr.response.empty()) {
    kernels_.columns_kerr(geometry_, matrix, pass);
    if (kerr.sums != nullptr) {
      *kerr.sums = {.first = sums[0], .second = sums[1]};
    }
  } else {
    double* half = numbers(workspace.half_spectrum.data());
    kernels_.columns_to_intensity(geometry_, matrix, half, pass.tape);
    kernels_.rows_filter(geometry_, half, numbers(kerr.response.data()), 1.0);
    kernels_.columns_from_intensity(geometry_, half, matrix, pass);
  }
  if (kerr.gain.empty()) {
    kernels_.rows_forward(geometry_, matrix, numbers(result.data()));
  } else {
    kernels_.rows_forward_gain(geometry_, matrix, kerr.gain.data(), numbers(result.data()));
  }
}

}  // namespace fiberloom::core
