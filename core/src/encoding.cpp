#include <algorithm>
#include <cmath>
#include <fiberloom/core/encoding.hpp>
#include <fiberloom/core/error.hpp>
#include <random>
#include <string>
#include <vector>

namespace fiberloom::core {
namespace {

using Complex = std::complex<double>;

template <class Value>
struct Scaling {
  Value mean{};
  double divisor = 1.0;
  std::size_t largest = 0;  // index of the largest magnitude, for InputScale::max
};

template <class Value>
Scaling<Value> scaling_of(std::span<const Value> record, InputScale scale) {
  Scaling<Value> result;
  if (scale == InputScale::max) {
    for (std::size_t j = 0; j < record.size(); ++j) {
      if (std::abs(record[j]) > std::abs(record[result.largest])) {
        result.largest = j;
      }
    }
    result.divisor = std::abs(record[result.largest]);
  } else if (scale == InputScale::zscore) {
    const double count = static_cast<double>(record.size());
    for (const Value& value : record) {
      result.mean += value / count;
    }
    double variance = 0.0;
    for (const Value& value : record) {
      variance += std::norm(value - result.mean) / count;
    }
    result.divisor = std::sqrt(variance);
  }
  result.divisor =
      result.divisor > 0.0 ? result.divisor : 1.0;  // a constant record stays what it is
  return result;
}

double clipped(double value, double limit) { return std::clamp(value, -limit, limit); }
Complex clipped(Complex value, double limit) {
  return {std::clamp(value.real(), -limit, limit), std::clamp(value.imag(), -limit, limit)};
}

// Derivative of the clip: a component that sits at the limit no longer moves.
double clip_mask(double value, double cotangent, double limit) {
  return std::abs(value) <= limit ? cotangent : 0.0;
}
Complex clip_mask(Complex value, Complex cotangent, double limit) {
  return {clip_mask(value.real(), cotangent.real(), limit),
          clip_mask(value.imag(), cotangent.imag(), limit)};
}

double real_product(double a, double b) { return a * b; }
double real_product(Complex a, Complex b) { return a.real() * b.real() + a.imag() * b.imag(); }

// The scaled record divides by a number that depends on the record itself; this adds that dependence.
template <class Value>
void scale_vjp(std::span<const Value> record, const Scaling<Value>& scaling, InputScale scale,
               std::span<Value> cotangent) {
  if (scale == InputScale::none) {
    return;
  }
  double along = 0.0;
  Value mean_cotangent{};
  for (std::size_t j = 0; j < record.size(); ++j) {
    along += real_product(cotangent[j], record[j] - scaling.mean) / scaling.divisor;
    mean_cotangent += cotangent[j];
  }
  const double count = static_cast<double>(record.size());
  for (std::size_t j = 0; j < record.size(); ++j) {
    cotangent[j] /= scaling.divisor;
    if (scale == InputScale::zscore) {
      const Value scaled = (record[j] - scaling.mean) / scaling.divisor;
      cotangent[j] -= (mean_cotangent + along * scaled) / (count * scaling.divisor);
    }
  }
  if (scale == InputScale::max && std::abs(record[scaling.largest]) > 0.0) {
    cotangent[scaling.largest] -=
        along * record[scaling.largest] / (scaling.divisor * scaling.divisor);
  }
}

// ---- modulation of one point by one scaled value, and its adjoint

Complex modulated(double value, const Encoding& encoding) {
  if (encoding.modulation == Modulation::phase) {
    return encoding.field_scale * std::polar(1.0, encoding.offset + value);
  }
  return encoding.field_scale * (encoding.offset + value);
}
Complex modulated(Complex value, const Encoding& encoding) {
  return encoding.field_scale * (encoding.offset + value);
}

double modulation_vjp(double value, Complex cotangent, const Encoding& encoding) {
  if (encoding.modulation == Modulation::phase) {
    return real_product(cotangent, Complex(0.0, 1.0) * modulated(value, encoding));
  }
  return encoding.field_scale * cotangent.real();
}
Complex modulation_vjp(Complex, Complex cotangent, const Encoding& encoding) {
  return encoding.field_scale * cotangent;
}

/// A record, scaled and clipped.
template <class Value>
void scale_record(std::span<const Value> record, const Scaling<Value>& scaling,
                  const Encoding& encoding, std::vector<Value>& values) {
  values.clear();
  for (const Value& value : record) {
    const Value scaled = (value - scaling.mean) / scaling.divisor;
    values.push_back(encoding.clip ? clipped(scaled, *encoding.clip) : scaled);
  }
}

/// Value that modulates point j of a copy: with I and Q in two halves, both make one complex value.
template <class Value>
struct Points {
  std::span<const Value> values;

  [[nodiscard]] std::size_t size() const { return values.size(); }
  [[nodiscard]] Value at(std::size_t j) const { return values[j]; }
  static void put(std::span<Value> cotangent, std::size_t j, Value value) { cotangent[j] += value; }
};

struct QuadraturePoints {
  std::span<const double> values;

  [[nodiscard]] std::size_t size() const { return values.size() / 2; }
  [[nodiscard]] Complex at(std::size_t j) const { return {values[j], values[j + size()]}; }
  static void put(std::span<double> cotangent, std::size_t j, Complex value) {
    cotangent[j] += value.real();
    cotangent[j + cotangent.size() / 2] += value.imag();
  }
};

template <class PointsOfRecord>
void write_points(const PointsOfRecord& points, const Encoding& encoding,
                  std::span<const double> mask, std::span<Complex> out) {
  for (std::size_t n = 0; n < mask.size(); ++n) {
    out[n] = modulated(mask[n] * points.at(n % points.size()), encoding);
  }
}

template <class PointsOfRecord, class Value>
void read_points(const PointsOfRecord& points, const Encoding& encoding,
                 std::span<const double> mask, std::span<const Complex> field_cotangent,
                 std::span<Value> cotangent) {
  std::ranges::fill(cotangent, Value{});
  for (std::size_t n = 0; n < mask.size(); ++n) {
    const std::size_t j = n % points.size();
    PointsOfRecord::put(
        cotangent, j,
        mask[n] * modulation_vjp(mask[n] * points.at(j), field_cotangent[n], encoding));
  }
}

// Calls `call` with the points of a record.
template <class Call>
void with_points(const std::vector<double>& values, const Encoding& encoding, Call call) {
  if (encoding.modulation == Modulation::iq) {
    call(QuadraturePoints{values});
  } else {
    call(Points<double>{values});
  }
}
template <class Call>
void with_points(const std::vector<Complex>& values, const Encoding& encoding, Call call) {
  if (encoding.modulation != Modulation::amplitude) {
    throw InputError("input.encoding",
                     "encoding: a complex record modulates the amplitude; phase and iq take real "
                     "records");
  }
  call(Points<Complex>{values});
}

template <class Value>
void write_record(std::span<const Value> record, const Encoding& encoding,
                  std::span<const double> mask, std::vector<Value>& values,
                  std::span<Complex> out) {
  scale_record(record, scaling_of(record, encoding.scale), encoding, values);
  with_points(values, encoding,
              [&](const auto& points) { write_points(points, encoding, mask, out); });
}

template <class Value>
void read_record_cotangent(std::span<const Value> record, const Encoding& encoding,
                           std::span<const double> mask, std::vector<Value>& values,
                           std::span<const Complex> field_cotangent, std::span<Value> cotangent) {
  const Scaling<Value> scaling = scaling_of(record, encoding.scale);
  scale_record(record, scaling, encoding, values);
  with_points(values, encoding, [&](const auto& points) {
    read_points(points, encoding, mask, field_cotangent, cotangent);
  });
  for (std::size_t j = 0; j < record.size() && encoding.clip; ++j) {
    const Value scaled = (record[j] - scaling.mean) / scaling.divisor;
    cotangent[j] = clip_mask(scaled, cotangent[j], *encoding.clip);
  }
  scale_vjp(record, scaling, encoding.scale, cotangent);
}

std::vector<double> mask_of(const Encoding& encoding, const Frame& frame) {
  std::vector<double> mask(frame.samples, 1.0);
  if (encoding.mask) {
    // The engine's numbers are fixed by the C++ standard; its distributions are not, so they are not used.
    std::mt19937_64 engine(encoding.mask->seed);
    for (double& factor : mask) {
      const double share = static_cast<double>(engine() >> 11U) * 0x1p-53;  // in [0, 1)
      factor = encoding.mask->kind == InputMask::Kind::uniform ? 2.0 * share - 1.0
               : share < 0.5                                   ? -1.0
                                                               : 1.0;
    }
  }
  return mask;
}

// Copies a spectrum of n bins into one of k*n bins or back; an even n shares its Nyquist bin between both sides.
struct BinMap {
  std::size_t small;
  std::size_t large;

  void widen(std::span<const Complex> from, std::span<Complex> to) const {
    std::fill(to.begin(), to.end(), Complex{});
    const std::size_t half = (small + 1) / 2;
    std::copy_n(from.begin(), half, to.begin());
    const std::size_t num_negative = small - half;
    std::copy_n(from.end() - static_cast<std::ptrdiff_t>(num_negative), num_negative,
                to.end() - static_cast<std::ptrdiff_t>(num_negative));
    if (small % 2 == 0) {
      to[large - small / 2] *= 0.5;
      to[small / 2] += to[large - small / 2];
    }
  }
  void widen_adjoint(std::span<const Complex> from, std::span<Complex> to) const {
    const std::size_t half = (small + 1) / 2;
    std::copy_n(from.begin(), half, to.begin());
    const std::size_t num_negative = small - half;
    std::copy_n(from.end() - static_cast<std::ptrdiff_t>(num_negative), num_negative,
                to.end() - static_cast<std::ptrdiff_t>(num_negative));
    if (small % 2 == 0) {
      to[small / 2] = 0.5 * (from[small / 2] + from[large - small / 2]);
    }
  }
};

}  // namespace

std::size_t record_length(const Encoding& encoding, const Frame& frame) {
  if (encoding.copies == 0 || frame.samples % encoding.copies != 0) {
    throw InputError("input.encoding", "encoding: " + std::to_string(encoding.copies) +
                                           " copies do not share out " +
                                           std::to_string(frame.samples) + " samples");
  }
  return frame.samples / encoding.copies * (encoding.modulation == Modulation::iq ? 2 : 1);
}

Encoder::Encoder(const Encoding& encoding, const Frame& frame)
    : encoding_(encoding),
      frame_(frame),
      record_plan_(frame.padded_samples()),
      field_plan_(frame.grid().size()),
      mask_(mask_of(encoding, frame)) {
  (void)record_length(encoding, frame);
  const bool finite = std::isfinite(encoding.offset) && std::isfinite(encoding.field_scale) &&
                      std::isfinite(encoding.time_lens.value_or(1.0)) &&
                      std::isfinite(encoding.waveform_dispersion);
  if (!finite || (encoding.clip && !(*encoding.clip > 0.0)) ||
      (encoding.time_lens && *encoding.time_lens == 0.0)) {
    throw InputError(
        "input.encoding",
        "encoding: clip must be positive, the time lens not zero, every number finite");
  }
  if (encoding.time_lens) {
    for (const double t : frame.grid().times()) {
      lens_.push_back(std::polar(1.0, t * t / (2.0 * *encoding.time_lens)));
    }
  }
  if (encoding.waveform_dispersion != 0.0) {
    for (const double w : frame.grid().angular_frequencies()) {
      dispersion_.push_back(std::polar(1.0, 0.5 * encoding.waveform_dispersion * w * w));
    }
  }
}

Encoder::Scratch Encoder::make_scratch() const {
  return {.record = AlignedVector<Complex>(frame_.padded_samples()),
          .real_values = {},
          .complex_values = {}};
}

void Encoder::launch(std::span<Complex> field, Scratch& scratch) const {
  if (frame_.oversampling == 1) {
    std::copy(scratch.record.begin(), scratch.record.end(), field.begin());
  } else {
    record_plan_.forward(scratch.record);
    BinMap{scratch.record.size(), field.size()}.widen(scratch.record, field);
    field_plan_.inverse_unscaled(field);
    const double factor = 1.0 / static_cast<double>(scratch.record.size());
    for (Complex& value : field) {
      value *= factor;
    }
  }
  for (std::size_t j = 0; j < lens_.size(); ++j) {
    field[j] *= lens_[j];
  }
  disperse(field, [](Complex factor) { return factor; });
}

// The adjoint of a phase in frequency is its conjugate.
template <class Factor>
void Encoder::disperse(std::span<Complex> field, Factor factor) const {
  if (dispersion_.empty()) {
    return;
  }
  field_plan_.forward(field);
  for (std::size_t k = 0; k < field.size(); ++k) {
    field[k] *= factor(dispersion_[k]);
  }
  field_plan_.inverse(field);
}

void Encoder::launch_vjp(std::span<Complex> field_cotangent, Scratch& scratch) const {
  disperse(field_cotangent, [](Complex value) { return std::conj(value); });
  for (std::size_t j = 0; j < lens_.size(); ++j) {
    field_cotangent[j] *= std::conj(lens_[j]);
  }
  if (frame_.oversampling == 1) {
    std::copy(field_cotangent.begin(), field_cotangent.end(), scratch.record.begin());
    return;
  }
  field_plan_.forward(field_cotangent);
  BinMap{scratch.record.size(), field_cotangent.size()}.widen_adjoint(field_cotangent,
                                                                      scratch.record);
  record_plan_.inverse(scratch.record);
}

void Encoder::encode(std::span<const double> record, std::span<Complex> field,
                     Scratch& scratch) const {
  std::fill(scratch.record.begin(), scratch.record.end(), Complex{});
  write_record(record, encoding_, mask_, scratch.real_values,
               std::span(scratch.record).subspan(frame_.guard_before));
  launch(field, scratch);
}

void Encoder::encode(std::span<const Complex> record, std::span<Complex> field,
                     Scratch& scratch) const {
  std::fill(scratch.record.begin(), scratch.record.end(), Complex{});
  write_record(record, encoding_, mask_, scratch.complex_values,
               std::span(scratch.record).subspan(frame_.guard_before));
  launch(field, scratch);
}

void Encoder::vjp(std::span<const double> record, std::span<Complex> field_cotangent,
                  std::span<double> record_cotangent, Scratch& scratch) const {
  launch_vjp(field_cotangent, scratch);
  read_record_cotangent<double>(record, encoding_, mask_, scratch.real_values,
                                std::span(scratch.record).subspan(frame_.guard_before),
                                record_cotangent);
}

void Encoder::vjp(std::span<const Complex> record, std::span<Complex> field_cotangent,
                  std::span<Complex> record_cotangent, Scratch& scratch) const {
  launch_vjp(field_cotangent, scratch);
  read_record_cotangent<Complex>(record, encoding_, mask_, scratch.complex_values,
                                 std::span(scratch.record).subspan(frame_.guard_before),
                                 record_cotangent);
}

}  // namespace fiberloom::core
