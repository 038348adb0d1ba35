#pragma once

#include <cmath>
#include <cstddef>
#include <fiberloom/core/embedding.hpp>
#include <fiberloom/core/training.hpp>
#include <functional>
#include <set>
#include <vector>

#include "random.hpp"

namespace fiberloom::core {

/// Features that are the record times one trained number; remembers what it was shown.
class FakeEmbedding final : public Embedding {
 public:
  explicit FakeEmbedding(std::size_t samples) : samples_(samples) {}

  [[nodiscard]] std::size_t num_features() const override { return samples_; }
  [[nodiscard]] std::vector<ParameterGroup> groups() const override {
    return {{.name = "scale", .size = 1}, {.name = "idle", .size = 1}};
  }
  [[nodiscard]] std::vector<double> parameters() const override { return values_; }
  void set_parameters(std::span<const double> values) override {
    values_.assign(values.begin(), values.end());
  }

  RealBatch<double> features(const RealBatch<double>& series) override {
    note(series, evaluated);
    return scaled(series);
  }

  RealBatch<double> features_and_gradient(const RealBatch<double>& series,
                                          const RowCotangent& cotangent_of,
                                          std::span<double> gradient) override {
    note(series, trained);
    batch_sizes.push_back(series.batch());
    if (on_minibatch) {
      on_minibatch();
    }
    const RealBatch<double> result = scaled(series);
    std::vector<double> cotangent(samples_);
    for (std::size_t i = 0; i < series.batch(); ++i) {
      cotangent_of(i, result.row(i), cotangent);
      for (std::size_t j = 0; j < samples_; ++j) {
        gradient[0] += cotangent[j] * series.row(i)[j];
      }
    }
    return result;
  }

  std::set<double> evaluated;  ///< first sample of every record that features() saw
  std::set<double> trained;    ///< and of every record that a gradient was asked for
  std::vector<std::size_t> batch_sizes;
  std::function<void()> on_minibatch;

 private:
  static void note(const RealBatch<double>& series, std::set<double>& seen) {
    for (std::size_t i = 0; i < series.batch(); ++i) {
      seen.insert(series.row(i)[0]);
    }
  }
  [[nodiscard]] RealBatch<double> scaled(const RealBatch<double>& series) const {
    RealBatch<double> result = series;
    for (double& value : result.values()) {
      value *= values_[0];
    }
    return result;
  }

  std::size_t samples_;
  std::vector<double> values_{1.0, 5.0};
};

/// Two classes of bumps, one early and one late in the record, with noise that leaves them separable.
inline LabelledSeries two_bumps(std::size_t count, std::size_t samples, test::Random& random) {
  LabelledSeries records{.series = RealBatch<double>(count, samples), .labels = {}};
  for (std::size_t i = 0; i < count; ++i) {
    const auto label = static_cast<std::int64_t>(i % 2);
    const double centre = static_cast<double>(samples) * (label == 0 ? 0.3 : 0.7);
    for (std::size_t j = 0; j < samples; ++j) {
      const double t = (static_cast<double>(j) - centre) / 2.0;
      records.series.row(i)[j] = std::exp(-t * t) + 0.1 * random.normal();
    }
    records.labels.push_back(label);
  }
  return records;
}

}  // namespace fiberloom::core
