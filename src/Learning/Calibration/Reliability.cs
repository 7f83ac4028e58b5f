using ActiveLearning.Learning.Evaluation;

namespace ActiveLearning.Learning.Calibration;

/// <summary>How far calibrated probabilities can be trusted, measured on random items that their calibration did not see.</summary>
/// <param name="Items">Random items.</param>
/// <param name="Error">Expected calibration error, 0 to 1. Biased upwards for few items: even perfect probabilities show some.</param>
/// <param name="Interval">95% bootstrap interval of the error.</param>
/// <param name="LogLoss">Log loss of the calibrated probabilities, nats.</param>
/// <param name="BalancedLogLoss">Log loss of the probabilities that decisions are made by, nats.</param>
public sealed record Reliability(int Items, double Error, Interval Interval, double LogLoss, double BalancedLogLoss);
