// Wires beside bare Asio: the same bytes over loopback, asked by blocking sockets on both sides, turn about within one run.
// The counter "ratio" is the time of the wire over that of bare Asio: at most 1.5 wanted for a query. "rate" is the other way
// round, at least 0.6 wanted for 64 MiB.
#include <benchmark/benchmark.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <fiberloom/drivers/scpi/scpi_client.hpp>
#include <thread>

#include "hislip_instrument.hpp"
#include "tcp_instrument.hpp"
#include "vxi11_instrument.hpp"

namespace fiberloom::bench {
namespace {

using boost::asio::ip::tcp;
using drivers::Until;
using Clock = std::chrono::steady_clock;

constexpr std::size_t question_size = 6;  // "*IDN?\n"
constexpr std::size_t block_size = std::size_t{64} << 20U;

// Answers every question of six bytes with the same bytes.
class BareEcho {
 public:
  explicit BareEcho(std::size_t answer_size)
      : answer_(answer_size, 'x'), received_(answer_size, '\0') {
    client_.connect(acceptor_.local_endpoint());
    acceptor_.accept(server_);
    client_.set_option(tcp::no_delay(true));
    server_.set_option(tcp::no_delay(true));
    thread_ = std::thread([this] {
      std::string question(question_size, '\0');
      boost::system::error_code error;
      while (!error) {
        boost::asio::read(server_, boost::asio::buffer(question), error);
        if (!error) {
          boost::asio::write(server_, boost::asio::buffer(answer_), error);
        }
      }
    });
  }
  ~BareEcho() {
    client_.shutdown(tcp::socket::shutdown_both);
    thread_.join();
  }
  BareEcho(const BareEcho&) = delete;
  BareEcho& operator=(const BareEcho&) = delete;

  void ask() {
    boost::asio::write(client_, boost::asio::buffer(question_));
    boost::asio::read(client_, boost::asio::buffer(received_));
  }

 private:
  boost::asio::io_context context_{};
  tcp::acceptor acceptor_{context_, tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0)};
  tcp::socket client_{context_};
  tcp::socket server_{context_};
  std::string question_ = std::string(question_size, 'q');
  std::string answer_;
  std::string received_;
  std::thread thread_{};
};

template <class Action>
double seconds_of(int count, Action action) {
  const auto start = Clock::now();
  for (int i = 0; i < count; ++i) {
    action();
  }
  return std::chrono::duration<double>(Clock::now() - start).count();
}

// Alternates between bare Asio and the wire, and reports both.
template <class Action>
void beside_bare(benchmark::State& state, std::size_t answer_size, int count, Action action) {
  BareEcho bare(answer_size);
  bare.ask();
  action();
  double bare_time = 0.0;
  double wire_time = 0.0;
  for (auto _ : state) {
    bare_time += seconds_of(count, [&] { bare.ask(); });
    const double mine = seconds_of(count, action);
    wire_time += mine;
    state.SetIterationTime(mine);
  }
  state.counters["ratio"] = wire_time / bare_time;
  state.counters["rate"] = bare_time / wire_time;
}

void query_over(benchmark::State& state, drivers::Transport& wire) {
  drivers::ScpiClient client(wire);
  const Until until = Until::within(std::chrono::hours(1));
  beside_bare(state, 26, 500, [&] { benchmark::DoNotOptimize(client.query("*IDN?", until)); });
}

template <class Peer>
void block_over(benchmark::State& state, Peer& peer, drivers::Transport& wire) {
  peer.instrument.trace.assign(block_size, 'x');
  drivers::ScpiClient client(wire);
  const Until until = Until::within(std::chrono::hours(1));
  std::string memory;
  beside_bare(state, block_size, 1, [&] {
    benchmark::DoNotOptimize(client.query_block("TRAC:DATA?", memory, until).size());
  });
}

void tcp_query(benchmark::State& state) {
  test::TcpInstrument peer;
  query_over(state, *peer.connect());
}
void tcp_block(benchmark::State& state) {
  test::TcpInstrument peer;
  block_over(state, peer, *peer.connect());
}
void hislip_query(benchmark::State& state) {
  test::HislipInstrument peer;
  drivers::HislipTransport wire(peer.address());
  query_over(state, wire);
}
void hislip_block(benchmark::State& state) {
  test::HislipInstrument peer;
  drivers::HislipTransport wire(peer.address());
  block_over(state, peer, wire);
}
// A query is two calls here, and each has an answer.
void vxi11_query(benchmark::State& state) {
  test::Vxi11Instrument peer;
  drivers::Vxi11Transport wire(peer.address());
  query_over(state, wire);
}
void vxi11_block(benchmark::State& state) {
  test::Vxi11Instrument peer;
  drivers::Vxi11Transport wire(peer.address());
  block_over(state, peer, wire);
}

BENCHMARK(tcp_query)->UseManualTime()->Iterations(20)->Unit(benchmark::kMillisecond);
BENCHMARK(hislip_query)->UseManualTime()->Iterations(20)->Unit(benchmark::kMillisecond);
BENCHMARK(vxi11_query)->UseManualTime()->Iterations(20)->Unit(benchmark::kMillisecond);
BENCHMARK(tcp_block)->UseManualTime()->Iterations(8)->Unit(benchmark::kMillisecond);
BENCHMARK(hislip_block)->UseManualTime()->Iterations(8)->Unit(benchmark::kMillisecond);
BENCHMARK(vxi11_block)->UseManualTime()->Iterations(8)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace fiberloom::bench
