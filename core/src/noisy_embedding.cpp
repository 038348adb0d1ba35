#include <algorithm>
#include <bit>
#include <cmath>
#include <fiberloom/core/error.hpp>
#include <fiberloom/core/noisy_embedding.hpp>

#include "deviates.hpp"

namespace fiberloom::core {
namespace {

constexpr std::uint64_t input_stream = 1;
constexpr std::uint64_t feature_stream = 2;

// Where the noise of one record begins.
struct NoiseKey {
  std::uint64_t seed = 0;
  std::uint64_t epoch = 0;
  std::uint64_t stream = 0;

  [[nodiscard]] std::uint64_t of(std::span<const double> record) const {
    std::uint64_t key = mixed(mixed(mixed(seed) ^ epoch) ^ stream);
    for (const double value : record) {
      key = mixed(key ^ std::bit_cast<std::uint64_t>(value));
    }
    return key;
  }
};

void add_noise(std::span<double> values, double deviation, std::uint64_t key) {
  for (std::size_t j = 0; j < values.size(); ++j) {
    values[j] += deviation * normal_deviate(key, j);
  }
}

// What one on the scaled record is on the record itself.
double unit_of(std::span<const double> record, InputScale scale) {
  if (scale == InputScale::none) {
    return 1.0;
  }
  double largest = 0.0;
  double sum = 0.0;
  double squares = 0.0;
  for (const double value : record) {
    largest = std::max(largest, std::abs(value));
    sum += value;
    squares += value * value;
  }
  const auto count = static_cast<double>(record.size());
  return scale == InputScale::max
             ? largest
             : std::sqrt(std::max(squares / count - sum / count * (sum / count), 0.0));
}

bool is_level(double value) { return std::isfinite(value) && value >= 0.0; }

}  // namespace

NoisyEmbedding::NoisyEmbedding(Embedding& behind, InputScale scale, const NoiseLevels& levels,
                               std::uint64_t seed)
    : behind_(behind), scale_(scale), levels_(levels), seed_(seed) {
  if (!is_level(levels.input) || !is_level(levels.feature)) {
    throw InputError("input.noise", "noise: its levels must be 0 or more, and finite");
  }
}

void NoisyEmbedding::begin_epoch(std::int64_t epoch) {
  epoch_ = epoch;
  behind_.begin_epoch(epoch);
}

RealBatch<double> NoisyEmbedding::disturbed(const RealBatch<double>& series) const {
  RealBatch<double> result = series;
  const NoiseKey key{
      .seed = seed_, .epoch = static_cast<std::uint64_t>(epoch_), .stream = input_stream};
  for (std::size_t i = 0; i < series.batch(); ++i) {
    add_noise(result.row(i), levels_.input * unit_of(series.row(i), scale_), key.of(series.row(i)));
  }
  return result;
}

void NoisyEmbedding::add_feature_noise(std::span<const double> record,
                                       std::span<double> features) const {
  const NoiseKey key{
      .seed = seed_, .epoch = static_cast<std::uint64_t>(epoch_), .stream = feature_stream};
  add_noise(features, levels_.feature, key.of(record));
}

RealBatch<double> NoisyEmbedding::features(const RealBatch<double>& series) {
  RealBatch<double> result = behind_.features(disturbed(series));
  for (std::size_t i = 0; i < series.batch(); ++i) {
    add_feature_noise(series.row(i), result.row(i));
  }
  return result;
}

RealBatch<double> NoisyEmbedding::features_and_gradient(const RealBatch<double>& series,
                                                        const RowCotangent& cotangent_of,
                                                        std::span<double> gradient) {
  RealBatch<double> result(series.batch(), num_features());
  behind_.features_and_gradient(
      disturbed(series),
      [&](std::size_t row, std::span<const double> features, std::span<double> cotangent) {
        std::ranges::copy(features, result.row(row).begin());
        add_feature_noise(series.row(row), result.row(row));
        cotangent_of(row, result.row(row), cotangent);
      },
      gradient);
  return result;
}

}  // namespace fiberloom::core
