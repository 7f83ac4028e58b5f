using System.Numerics.Tensors;

namespace ActiveLearning.Learning.Heads;

/// <summary>
/// Class-balanced multinomial logistic regression in feature space by a truncated Newton method (Dembo and Steihaug, "Truncated-Newton algorithms for large-scale unconstrained
/// optimization", 1983): each step solves the Newton equations by conjugate gradients with the Hessian's diagonal as preconditioner, only as exactly as the
/// step is worth. The logits of a direction come with its solution, so that the line search reads no features.
/// Minimises C·Σ sᵢ·nllᵢ + ½‖θ‖² with free intercepts.
/// </summary>
internal sealed class TruncatedNewton
{
    // Ends the inner iteration when its last step times their number promises less than this share of all of them.
    private const double Forcing = 0.5;

    // The same end, over what is worth another outer step: a tenth, so that many small inner steps can't hide a large one.
    private const double InnerWorth = 0.1;
    private const double SufficientDecrease = 1e-4;
    private const int MaximumSteps = 50;
    private const int MaximumInnerSteps = 200;

    private readonly LabelledDesign _design;
    private readonly int[] _labels;
    private readonly double[] _balanced;
    private readonly int[] _rows;
    private readonly int _classes;
    private readonly float[] _probabilities;
    private readonly float[] _slopes;
    private readonly float[] _directionLogits;
    private readonly float[] _trialLogits;
    private readonly float[] _gradient;
    private readonly float[] _preconditioner;
    private readonly float[] _direction;
    private readonly float[] _residual;
    private readonly float[] _conjugate;
    private readonly float[] _product;

    /// <summary>Prepares the problem.</summary>
    /// <param name="design">Z.</param>
    /// <param name="labels">Class per row.</param>
    /// <param name="balanced">sᵢ per row.</param>
    /// <param name="rows">Rows to learn from.</param>
    /// <param name="classes">Number of labelled classes.</param>
    public TruncatedNewton(LabelledDesign design, int[] labels, double[] balanced, int[] rows, int classes)
    {
        _design = design;
        _labels = labels;
        _balanced = balanced;
        _rows = rows;
        _classes = classes;
        Logits = new float[design.Rows * design.Lanes];
        _probabilities = new float[Logits.Length];
        _slopes = new float[Logits.Length];
        _directionLogits = new float[Logits.Length];
        _trialLogits = new float[Logits.Length];
        _gradient = new float[design.ParameterCount];
        _preconditioner = new float[design.ParameterCount];
        _direction = new float[design.ParameterCount];
        _residual = new float[design.ParameterCount];
        _conjugate = new float[design.ParameterCount];
        _product = new float[design.ParameterCount];
    }

    /// <summary>Logits of the rows at the parameters that the last fit ended with, [rows × lanes].</summary>
    public float[] Logits { get; }

    /// <summary>Passes over the rows' features that the last fit made.</summary>
    public int Passes { get; private set; }

    /// <summary>Moves the parameters to the minimum.</summary>
    /// <param name="c">Strength of the labels against the penalty.</param>
    /// <param name="parameters">Where to start; on return the best point found.</param>
    /// <param name="tolerance">Ends when less than this is left to gain in the objective: <see cref="HeadProblem.Tolerance"/>.</param>
    /// <param name="cancellationToken">Checked before each pass.</param>
    /// <exception cref="ArithmeticException">A feature is not finite.</exception>
    public void Fit(double c, float[] parameters, double tolerance, CancellationToken cancellationToken)
    {
        var penalised = _design.InterceptStart;
        _design.Forward(_rows, parameters, Logits);
        Passes = 1;
        var loss = Evaluate(c, Logits);
        if (!double.IsFinite(loss))
        {
            throw new ArithmeticException("The labelled rows have no finite loss: a feature is not finite.");
        }

        var penalty = 0.5 * SumOfSquares(parameters.AsSpan(0, penalised));
        for (var step = 0; step < MaximumSteps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _design.Backward(_rows, _slopes, _gradient);
            Passes++;
            TensorPrimitives.Add(_gradient.AsSpan(0, penalised), parameters.AsSpan(0, penalised), _gradient.AsSpan(0, penalised));

            // The penalty makes the objective strongly convex with constant 1: no more than ½‖gradient‖² can be left.
            if (0.5 * SumOfSquares(_gradient) <= tolerance)
            {
                return;
            }

            if (step == 0)
            {
                Precondition(c);
            }

            var promised = Solve(c, InnerWorth * tolerance, cancellationToken);
            var slope = Dot(_gradient, _direction);
            var along = Dot(parameters.AsSpan(0, penalised), _direction.AsSpan(0, penalised));
            var square = SumOfSquares(_direction.AsSpan(0, penalised));
            var share = 1.0;
            while (true)
            {
                TensorPrimitives.MultiplyAdd(_directionLogits, (float)share, Logits, _trialLogits);
                var trialLoss = Evaluate(c, _trialLogits);
                var trialPenalty = penalty + (share * along) + (0.5 * share * share * square);
                if (trialLoss + trialPenalty <= loss + penalty + (SufficientDecrease * share * slope))
                {
                    (loss, penalty) = (trialLoss, trialPenalty);
                    break;
                }

                share /= 2;
                if (share < 1e-6)
                {
                    // Nothing left that single precision could tell from zero.
                    return;
                }
            }

            TensorPrimitives.MultiplyAdd(_direction, (float)share, parameters, parameters);
            _trialLogits.CopyTo(Logits, 0);
            if (share == 1 && promised <= tolerance)
            {
                return;
            }
        }
    }

    /// <summary>Returns the loss at the logits and leaves probabilities and slopes C·s·(p − y) behind.</summary>
    private double Evaluate(double c, ReadOnlySpan<float> logits)
    {
        var lanes = _design.Lanes;
        var value = 0.0;
        Span<double> scores = stackalloc double[_classes];
        foreach (var row in _rows)
        {
            var at = row * lanes;
            for (var k = 0; k < _classes; k++)
            {
                scores[k] = logits[at + k];
            }

            var ofLabel = scores[_labels[row]];
            var logSum = Softmax.InPlace(scores);
            var weight = c * _balanced[row];
            value += weight * (logSum - ofLabel);
            for (var k = 0; k < _classes; k++)
            {
                _probabilities[at + k] = (float)scores[k];
                _slopes[at + k] = (float)(weight * (scores[k] - (_labels[row] == k ? 1 : 0)));
            }
        }

        return value;
    }

    private void Precondition(double c)
    {
        var lanes = _design.Lanes;
        var curvatures = _trialLogits;
        foreach (var row in _rows)
        {
            var weight = (float)(c * _balanced[row]);
            for (var at = row * lanes; at < (row * lanes) + _classes; at++)
            {
                curvatures[at] = weight * _probabilities[at] * (1 - _probabilities[at]);
            }
        }

        _design.Diagonal(_rows, curvatures, _preconditioner);
        Passes++;
        TensorPrimitives.Add(_preconditioner.AsSpan(0, _design.InterceptStart), 1, _preconditioner.AsSpan(0, _design.InterceptStart));

        // An intercept that nothing holds, and the padding behind it, would divide by zero.
        TensorPrimitives.Max(_preconditioner, 1e-3f, _preconditioner);
        TensorPrimitives.Reciprocal(_preconditioner, _preconditioner);
        curvatures.AsSpan().Clear();
    }

    /// <summary>
    /// Conjugate gradients for H·direction = −gradient; the direction's logits are summed up on the way. Ends when another inner step would add little to what
    /// the quadratic model has already promised (Nash and Sofer, "Assessing a search direction within a truncated-Newton method", 1990).
    /// </summary>
    /// <returns>The decrease of the objective that the quadratic model promises.</returns>
    private double Solve(double c, double worth, CancellationToken cancellationToken)
    {
        Array.Clear(_direction);
        Array.Clear(_directionLogits);
        TensorPrimitives.Negate(_gradient, _residual);
        TensorPrimitives.Multiply(_residual, _preconditioner, _conjugate);
        var energy = Dot(_residual, _conjugate);
        var promised = 0.0;
        for (var inner = 1; inner <= MaximumInnerSteps; inner++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var logits = _trialLogits;
            _design.Forward(_rows, _conjugate, logits);
            var curvature = Bend(c, logits) + SumOfSquares(_conjugate.AsSpan(0, _design.InterceptStart));
            Passes++;
            if (!(curvature > 0))
            {
                return promised;
            }

            var length = (float)(energy / curvature);
            TensorPrimitives.MultiplyAdd(_conjugate, length, _direction, _direction);
            TensorPrimitives.MultiplyAdd(logits, length, _directionLogits, _directionLogits);
            var gain = 0.5 * energy * energy / curvature;
            promised += gain;
            if (inner * gain <= Math.Max(Forcing * promised, worth))
            {
                return promised;
            }

            _design.Backward(_rows, _slopes, _product);
            Passes++;
            energy = Turn(length, energy);
        }

        return promised;
    }

    /// <summary>Takes the step off the residual and makes the next conjugate direction; one walk through memory instead of five.</summary>
    private double Turn(float length, double energy)
    {
        var penalised = _design.InterceptStart;
        TensorPrimitives.Add(_product.AsSpan(0, penalised), _conjugate.AsSpan(0, penalised), _product.AsSpan(0, penalised));
        TensorPrimitives.MultiplyAdd(_product, -length, _residual, _residual);
        TensorPrimitives.Multiply(_residual, _preconditioner, _product);
        var next = Dot(_residual, _product);
        TensorPrimitives.MultiplyAdd(_conjugate, (float)(next / energy), _product, _conjugate);
        return next;
    }

    /// <summary>Turns a direction's logits q into slopes C·s·(p∘q − p·pᵀq), the Hessian's answer within each row, and returns the curvature Σ qᵀ·slopes.</summary>
    private double Bend(double c, ReadOnlySpan<float> logits)
    {
        var lanes = _design.Lanes;
        var curvature = 0.0;
        foreach (var row in _rows)
        {
            var at = row * lanes;
            var mean = 0.0f;
            for (var k = 0; k < _classes; k++)
            {
                mean += _probabilities[at + k] * logits[at + k];
            }

            var weight = (float)(c * _balanced[row]);
            for (var k = 0; k < _classes; k++)
            {
                var bent = weight * _probabilities[at + k] * (logits[at + k] - mean);
                _slopes[at + k] = bent;
                curvature += bent * logits[at + k];
            }
        }

        return curvature;
    }

    private static double SumOfSquares(ReadOnlySpan<float> values) => TensorPrimitives.SumOfSquares(values);

    private static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b) => TensorPrimitives.Dot(a, b);
}
