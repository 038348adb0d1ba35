#pragma once

#include <cstdint>
#include <fiberloom/core/embedding.hpp>
#include <fiberloom/core/encoding.hpp>
#include <span>
#include <vector>

namespace fiberloom::core {

/// White Gaussian noise to train with.
struct NoiseLevels {
  double input = 0.0;    ///< s.d. of every sample, on the scaled record (after InputScale)
  double feature = 0.0;  ///< s.d. of every feature
};

/// Another embedding behind noise at its input and on its features, so that training meets what a rig will show.
///
/// The noise depends on the seed, the epoch and the record itself, on nothing else: not on the order of the records,
/// the minibatches, or how often a record is looked at within an epoch.
/// Throws:  InputError "input.noise" for a level that is negative or not finite.
/// Threads: as the embedding behind it.
class NoisyEmbedding final : public Embedding {
 public:
  NoisyEmbedding(Embedding& behind, InputScale scale, const NoiseLevels& levels,
                 std::uint64_t seed);

  [[nodiscard]] std::size_t num_features() const override { return behind_.num_features(); }
  [[nodiscard]] std::vector<ParameterGroup> groups() const override { return behind_.groups(); }
  [[nodiscard]] std::vector<double> parameters() const override { return behind_.parameters(); }
  void set_parameters(std::span<const double> values) override { behind_.set_parameters(values); }
  void begin_epoch(std::int64_t epoch) override;
  RealBatch<double> features(const RealBatch<double>& series) override;
  RealBatch<double> features_and_gradient(const RealBatch<double>& series,
                                          const RowCotangent& cotangent_of,
                                          std::span<double> gradient) override;

 private:
  [[nodiscard]] RealBatch<double> disturbed(const RealBatch<double>& series) const;
  void add_feature_noise(std::span<const double> record, std::span<double> features) const;

  Embedding& behind_;
  InputScale scale_;
  NoiseLevels levels_;
  std::uint64_t seed_;
  std::int64_t epoch_ = 0;
};

}  // namespace fiberloom::core
