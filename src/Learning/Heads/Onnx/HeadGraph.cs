using System.Runtime.InteropServices;
using ActiveLearning.Learning.Features;
using Google.Protobuf;

namespace ActiveLearning.Learning.Heads.Onnx;

/// <summary>
/// The ONNX form of a head. Inputs: <c>ngram_columns</c> int32[items, ngrams], full-width column ids padded with anything; <c>ngram_weights</c>
/// float[items, ngrams], 0 at padding; <c>embedding</c> int8[items, dimensions] and <c>embedding_scale</c> float[items, 1], whose product is the embedding (both absent
/// without an encoder). Output: <c>probabilities</c> float[items, classes]; with a committee also <c>member_probabilities</c> float[items, members, classes]. A table inside the graph maps the
/// full-width ids to the few columns that have weights.
/// </summary>
/// <remarks>
/// GatherElements over flat tables, one a class, is some three times as fast in ONNX Runtime as Gather over a table of rows (docs/performance.md).
/// </remarks>
internal static class HeadGraph
{
    public const string Columns = "ngram_columns";
    public const string Weights = "ngram_weights";
    public const string Embedding = "embedding";
    public const string EmbeddingScale = "embedding_scale";
    public const string Probabilities = "probabilities";
    public const string ClassesKey = "classes";
    public const string DimensionsKey = "embedding_dimensions";
    public const string MemberProbabilities = "member_probabilities";
    public const string MembersKey = "members";
    public const string OffsetsKey = "decision_offsets";
    public const string ChosenCKey = "c";
    public const string CrossoverKey = "crossover_labels";
    public const string ContextShareKey = "context_share";
    public const string LabelsAtChoiceKey = "choice_labels";

    private const int Opset = 17;
    private const int IrVersion = 8;
    private const int Float = 1;
    private const int Int8 = 3;
    private const int UInt16 = 4;
    private const int Int32 = 6;
    private const int Int64 = 7;

    /// <summary>Writes the graph.</summary>
    /// <param name="heads">The head, then the members of its committee, all over the same columns.</param>
    public static byte[] Write(IReadOnlyList<Head> heads)
    {
        var (classes, dimensions, columns) = (heads[0].Classes, heads[0].EmbeddingDimensions, heads[0].Columns);
        var outputs = classes * heads.Count;
        var graph = new GraphProto { Name = "head" };
        graph.Input.Add(Tensor(Columns, Int32, "items", "ngrams"));
        graph.Input.Add(Tensor(Weights, Float, "items", "ngrams"));
        graph.Initializer.Add(ColumnMap(columns));

        graph.Initializer.Add(Floats("biases", [.. heads.SelectMany(head => head.Biases)], outputs));
        graph.Initializer.Add(Longs("flat", 1, -1));
        graph.Initializer.Add(Longs("axis_1", 1));

        // [items, ngrams] -> places in the tables [1, items * ngrams] -> per output [items, ngrams] times weights, summed -> [items, outputs]
        graph.Node.Add(Node("Shape", [Columns], "shape"));
        graph.Node.Add(Node("Reshape", [Columns, "flat"], "flat_columns"));
        graph.Node.Add(Node("GatherElements", ["column_map", "flat_columns"], "mapped", ("axis", 1)));
        graph.Node.Add(Node("Cast", ["mapped"], "places", ("to", Int32)));
        for (var k = 0; k < outputs; k++)
        {
            graph.Initializer.Add(TableOf(k, k % classes, classes, heads[k / classes].NgramWeights));
            graph.Node.Add(Node("GatherElements", [$"table_{k}", "places"], $"gathered_{k}", ("axis", 1)));
            graph.Node.Add(Node("Reshape", [$"gathered_{k}", "shape"], $"by_item_{k}"));
            graph.Node.Add(Node("Mul", [$"by_item_{k}", Weights], $"weighed_{k}"));
            graph.Node.Add(Node("ReduceSum", [$"weighed_{k}", "axis_1"], $"summed_{k}", ("keepdims", 1)));
        }

        graph.Node.Add(Node("Concat", [.. Enumerable.Range(0, outputs).Select(k => $"summed_{k}")], "from_ngrams", ("axis", 1)));
        graph.Node.Add(Node("Add", ["from_ngrams", "biases"], "ngram_logits"));
        var logits = "ngram_logits";
        if (dimensions > 0)
        {
            graph.Input.Add(Tensor(Embedding, Int8, "items", dimensions));
            graph.Input.Add(Tensor(EmbeddingScale, Float, "items", 1));
            graph.Initializer.Add(Floats("embedding_weights", [.. heads.SelectMany(head => head.EmbeddingWeights)], outputs, dimensions));

            // The scale belongs to the whole row, so it is cheaper to apply to the few products than to the many values.
            graph.Node.Add(Node("Cast", [Embedding], "codes", ("to", Float)));
            graph.Node.Add(Node("Gemm", ["codes", "embedding_weights"], "unscaled", ("transB", 1)));
            graph.Node.Add(Node("Mul", ["unscaled", EmbeddingScale], "from_embedding"));
            graph.Node.Add(Node("Add", [logits, "from_embedding"], "logits"));
            logits = "logits";
        }

        if (heads.Count > 1)
        {
            AddCommittee(graph, logits, classes, heads.Count - 1);
            logits = "own_logits";
        }

        graph.Node.Add(Node("Softmax", [logits], Probabilities, ("axis", 1)));
        graph.Output.Insert(0, Tensor(Probabilities, Float, "items", classes));

        var model = new ModelProto { IrVersion = IrVersion, ProducerName = "active-learning", ProducerVersion = HashedNgrams.Version, Graph = graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = Opset });
        AddMetadata(model, ClassesKey, classes);
        AddMetadata(model, DimensionsKey, dimensions);
        if (heads.Count > 1)
        {
            AddMetadata(model, MembersKey, heads.Count - 1);
        }

        if (heads[0].Choice is { } choice)
        {
            AddMetadata(model, ChosenCKey, choice.C);
            AddMetadata(model, CrossoverKey, choice.CrossoverLabels);
            AddMetadata(model, ContextShareKey, choice.ContextShare);
            AddMetadata(model, LabelsAtChoiceKey, choice.Labels);
        }

        if (heads[0].Offsets.Length > 0)
        {
            model.MetadataProps.Add(new StringStringEntryProto
            {
                Key = OffsetsKey,
                Value = string.Join(';', heads[0].Offsets.Select(offset => offset.ToString("R", System.Globalization.CultureInfo.InvariantCulture))),
            });
        }

        return model.ToByteArray();
    }

    // [items, outputs] is cut into the head's own [items, classes] and the members' [items, members, classes].
    private static void AddCommittee(GraphProto graph, string logits, int classes, int members)
    {
        graph.Initializer.Add(Longs("own_from", 0));
        graph.Initializer.Add(Longs("own_to", classes));
        graph.Initializer.Add(Longs("members_to", classes * (members + 1)));
        graph.Initializer.Add(Longs("member_shape", 0, members, classes));
        graph.Node.Add(Node("Slice", [logits, "own_from", "own_to", "axis_1"], "own_logits"));
        graph.Node.Add(Node("Slice", [logits, "own_to", "members_to", "axis_1"], "flat_member_logits"));
        graph.Node.Add(Node("Reshape", ["flat_member_logits", "member_shape"], "member_logits"));
        graph.Node.Add(Node("Softmax", ["member_logits"], MemberProbabilities, ("axis", 2)));
        graph.Output.Add(Tensor(MemberProbabilities, Float, "items", members, classes));
    }

    private static void AddMetadata(ModelProto model, string key, int value) => model.MetadataProps.Add(
        new StringStringEntryProto { Key = key, Value = value.ToString(System.Globalization.CultureInfo.InvariantCulture) });

    private static void AddMetadata(ModelProto model, string key, double value) => model.MetadataProps.Add(
        new StringStringEntryProto { Key = key, Value = value.ToString("R", System.Globalization.CultureInfo.InvariantCulture) });

    private static TensorProto ColumnMap(int[] columns)
    {
        if (columns.Length < ushort.MaxValue)
        {
            // Half the bytes of a 32-bit map, which is most of a young head.
            var map = new ushort[HashedNgrams.ColumnCount];
            for (var i = 0; i < columns.Length; i++)
            {
                map[columns[i]] = (ushort)(i + 1);
            }

            return Raw("column_map", UInt16, MemoryMarshal.AsBytes<ushort>(map), 1, HashedNgrams.ColumnCount);
        }

        var wide = new int[HashedNgrams.ColumnCount];
        for (var i = 0; i < columns.Length; i++)
        {
            wide[columns[i]] = i + 1;
        }

        return Raw("column_map", Int32, MemoryMarshal.AsBytes<int>(wide), 1, HashedNgrams.ColumnCount);
    }

    private static TensorProto TableOf(int output, int k, int classes, float[] ngramWeights)
    {
        // Place 0 belongs to every column that no labelled row has.
        var table = new float[(ngramWeights.Length / classes) + 1];
        for (var place = 1; place < table.Length; place++)
        {
            table[place] = ngramWeights[((place - 1) * classes) + k];
        }

        return Floats($"table_{output}", table, 1, table.Length);
    }

    private static TensorProto Floats(string name, float[] values, params long[] dims) => Raw(name, Float, MemoryMarshal.AsBytes<float>(values), dims);

    private static TensorProto Longs(string name, params long[] values) => Raw(name, Int64, MemoryMarshal.AsBytes<long>(values), values.Length);

    private static TensorProto Raw(string name, int type, ReadOnlySpan<byte> bytes, params long[] dims)
    {
        var tensor = new TensorProto { Name = name, DataType = type, RawData = ByteString.CopyFrom(bytes) };
        tensor.Dims.AddRange(dims);
        return tensor;
    }

    private static NodeProto Node(string type, string[] inputs, string output, params (string Name, int Value)[] attributes)
    {
        var node = new NodeProto { OpType = type, Name = output };
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        foreach (var (name, value) in attributes)
        {
            node.Attribute.Add(new AttributeProto { Name = name, I = value, Type = 2 });
        }

        return node;
    }

    private static ValueInfoProto Tensor(string name, int type, params object[] dims)
    {
        var shape = new TensorShapeProto();
        foreach (var dim in dims)
        {
            shape.Dim.Add(dim is string symbol
                ? new TensorShapeProto.Types.Dimension { DimParam = symbol }
                : new TensorShapeProto.Types.Dimension { DimValue = (int)dim });
        }

        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = type, Shape = shape } } };
    }
}
