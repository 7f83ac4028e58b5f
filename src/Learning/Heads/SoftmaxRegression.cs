using System.Numerics.Tensors;

namespace ActiveLearning.Learning.Heads;

/// <summary>
/// Class-balanced multinomial logistic regression in Cholesky coordinates: with K = LLᵀ the rows of L are the labelled rows in a basis in which the
/// feature-space penalty ‖W‖² is plain, so n labels need n coordinates however many columns the features have.
/// Minimises C·Σ sᵢ·nllᵢ + ½‖W‖² with a free intercept, sᵢ = weightᵢ·n / (classes·weight of i's class).
/// </summary>
internal sealed class SoftmaxRegression
{
    private readonly double[][] _coordinates;
    private readonly int[] _labels;
    private readonly int _classes;

    /// <summary>Prepares the problem.</summary>
    /// <param name="coordinates">L, by rows.</param>
    /// <param name="labels">Class per row in [0, classes), each class at least once.</param>
    /// <param name="weights">Weight per row.</param>
    /// <param name="classes">Number of classes.</param>
    public SoftmaxRegression(double[][] coordinates, int[] labels, double[] weights, int classes)
    {
        _coordinates = coordinates;
        _labels = labels;
        _classes = classes;
        BalancedWeights = ClassBalance.Of(labels, weights, classes, [.. Enumerable.Range(0, labels.Length)]);
    }

    /// <summary>sᵢ of each row.</summary>
    public double[] BalancedWeights { get; }

    /// <summary>Number of unknowns: one per class and coordinate, then one intercept per class.</summary>
    public int ParameterCount => _classes * (_labels.Length + 1);

    /// <summary>Fits from where <paramref name="parameters"/> are.</summary>
    public int Fit(double c, double[] parameters, double tolerance, CancellationToken cancellationToken)
    {
        var logits = new double[_labels.Length * _classes];
        return LimitedMemoryBfgs.Minimise((point, gradient) => Evaluate(c, point, gradient, logits), parameters, tolerance, 300, cancellationToken);
    }

    /// <summary>Writes the logits of the labelled rows, row by row.</summary>
    public void Logits(ReadOnlySpan<double> parameters, Span<double> logits)
    {
        var n = _labels.Length;
        var intercepts = parameters[(_classes * n)..];
        for (var i = 0; i < n; i++)
        {
            ReadOnlySpan<double> row = _coordinates[i];
            for (var k = 0; k < _classes; k++)
            {
                logits[(i * _classes) + k] = TensorPrimitives.Dot(row, parameters.Slice(k * n, row.Length)) + intercepts[k];
            }
        }
    }

    private double Evaluate(double c, ReadOnlySpan<double> parameters, Span<double> gradient, double[] logits)
    {
        var n = _labels.Length;
        var split = _classes * n;
        Logits(parameters, logits);
        parameters[..split].CopyTo(gradient);
        gradient[split..].Clear();
        var value = 0.5 * TensorPrimitives.SumOfSquares(parameters[..split]);
        for (var i = 0; i < n; i++)
        {
            var scores = logits.AsSpan(i * _classes, _classes);
            var ofLabel = scores[_labels[i]];
            var logSum = Softmax.InPlace(scores);
            var weight = c * BalancedWeights[i];
            value += weight * (logSum - ofLabel);
            scores[_labels[i]] -= 1;
            ReadOnlySpan<double> row = _coordinates[i];
            for (var k = 0; k < _classes; k++)
            {
                var slope = weight * scores[k];
                var block = gradient.Slice(k * n, row.Length);
                TensorPrimitives.MultiplyAdd(row, slope, block, block);
                gradient[split + k] += slope;
            }
        }

        return value;
    }
}
