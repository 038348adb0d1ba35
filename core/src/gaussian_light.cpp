#include <algorithm>
#include <cmath>
#include <complex>
#include <fiberloom/core/encoding.hpp>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/fft_plan.hpp>
#include <fiberloom/core/gaussian_light.hpp>

#include "deviates.hpp"

namespace fiberloom::core {
namespace {

using Complex = std::complex<double>;
using Row = AlignedVector<Complex>;

void scale_to_unit_power(Row& record) {
  double power = 0.0;
  for (const Complex& value : record) {
    power += std::norm(value);
  }
  const double scale = std::sqrt(static_cast<double>(record.size()) / power);
  for (Complex& value : record) {
    value *= scale;
  }
}

// Equal in the mean in every bin of the band.
Row record_of(std::size_t samples, double band, std::uint64_t key) {
  Row record(samples);
  const auto highest = static_cast<std::size_t>(std::min(
      std::floor(band * static_cast<double>(samples)), 0.5 * static_cast<double>(samples - 1)));
  for (std::size_t bin = 0; bin <= highest; ++bin) {
    record[bin] = {normal_deviate(key, 4 * bin), normal_deviate(key, 4 * bin + 1)};
    if (bin > 0) {
      record[samples - bin] = {normal_deviate(key, 4 * bin + 2), normal_deviate(key, 4 * bin + 3)};
    }
  }
  FftPlan<double>(samples).inverse(record);
  scale_to_unit_power(record);
  return record;
}

}  // namespace

FieldBatch<double> gaussian_light(const Frame& frame, const GaussianLight& light) {
  if (!(light.band >= 0.0 && light.band <= 0.5)) {
    throw InputError("input.domain",
                     "Gaussian light: its band is from 0 to 0.5 cycles per model sample");
  }
  FieldBatch<double> fields(light.fields, frame.grid().size());
  const Encoder encoder(Encoding{}, frame);
  Encoder::Scratch scratch = encoder.make_scratch();
  for (std::size_t field = 0; field < light.fields; ++field) {
    const Row record = record_of(frame.samples, light.band, mixed(mixed(light.seed) + field));
    encoder.encode(std::span<const Complex>(record), fields.row(field), scratch);
  }
  return fields;
}

}  // namespace fiberloom::core
